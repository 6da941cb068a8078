#pragma once

#include "pipecore/search/rowtest.h"

#include <atomic>
#include <functional>
#include <optional>

namespace pipecore
{

/// Counts the wanted rows of a capture by the blocks that they start in, with some threads at once.
class BlockCounter
{
public:
    static constexpr qint64 kBlock = 64 * 1024;    ///< as BlockIndex has them
    static constexpr qint64 kRegion = 64 * kBlock; ///< what a thread does at a time

    /// The rows wanted of those that start in one region. Regions come in any order, and from several
    /// threads.
    struct Region {
        qint64 from;
        std::vector<quint32> perBlock; ///< empty: none wanted
        qint64 rows;                   ///< all of them, when `countAll` was asked for
    };
    using Take = std::function<void(const Region &)>;

    /// Whether a row of more than 64 KiB is one, or several, as BlockIndex has it.
    enum class LongRows { Whole, Split };
    BlockCounter(Capture::Ptr capture, const RowTest &test, int threads, LongRows longRows = LongRows::Whole);

    /// Counts the rows that start in [from, to), where `from` is the start of a row. One that is not ended at
    /// the capture's end counts if `last`. Blocks, until `cancel` becomes true. Where to go on the next time:
    /// the start of the row that is not ended, or `to`; nothing when it was cancelled, or on an error.
    std::optional<qint64> count(qint64 from, qint64 to, bool last, bool countAll, const Take &take,
                                const std::atomic<bool> &cancel);
    QString error() const { return m_error; }
    bool gaveUp() const;

    /// As many as help: a second reads while the first searches.
    static int usefulThreads();

private:
    struct Worker {
        RowPieces pieces;
        std::unique_ptr<RowTest> test;
        std::vector<ByteRange> found;
    };
    struct Job;
    void work(Worker &worker, Job &job);
    /// Where the row starts that is not ended; `to` when there is none.
    qint64 countRegion(Worker &worker, Region &region, qint64 to, const Job &job);

    static void splitRow(Worker &worker, qint64 from, qint64 to, std::vector<qint64> &starts);

    const Capture::Ptr m_capture;
    const LongRows m_longRows;
    std::vector<Worker> m_workers;
    QString m_error;
};

} // namespace pipecore
