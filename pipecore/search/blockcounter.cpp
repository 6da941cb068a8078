#include "pipecore/search/blockcounter.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace pipecore
{

struct BlockCounter::Job {
    qint64 from;
    qint64 to;
    qint64 end; // of the capture
    bool last;
    bool countAll;
    const Take &take;
    const std::atomic<bool> &cancel;
    std::atomic<qint64> next;   // where the region begins that nobody has taken yet
    std::atomic<qint64> goOnAt; // the first row that is not ended
    std::atomic<bool> failed{false};
};

BlockCounter::BlockCounter(Capture::Ptr capture, const RowTest &test, int threads, LongRows longRows)
    : m_capture(std::move(capture)), m_longRows(longRows)
{
    for (int i = 0; i < std::max(1, threads); ++i)
        m_workers.push_back({RowPieces(m_capture), test.clone(), {}});
}

int BlockCounter::usefulThreads()
{
    return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 4);
}

std::optional<qint64> BlockCounter::count(qint64 from, qint64 to, bool last, bool countAll, const Take &take,
                                          const std::atomic<bool> &cancel)
{
    m_error.clear();
    Job job{from, to, m_capture->end(), last, countAll, take, cancel, from, to};
    const qint64 regions = (to - from + kRegion - 1) / kRegion;
    const auto helpers =
        static_cast<size_t>(std::clamp<qint64>(regions - 1, 0, static_cast<qint64>(m_workers.size()) - 1));
    std::vector<std::thread> threads;
    for (size_t i = 0; i < helpers; ++i)
        threads.emplace_back([this, i, &job] { work(m_workers[i + 1], job); });
    work(m_workers.front(), job);
    for (std::thread &thread : threads)
        thread.join();
    for (const Worker &worker : m_workers)
        if (!worker.pieces.error().isEmpty())
            m_error = worker.pieces.error();
    if (cancel || !m_error.isEmpty())
        return std::nullopt;
    return job.goOnAt.load();
}

bool BlockCounter::gaveUp() const
{
    return std::any_of(m_workers.begin(), m_workers.end(),
                       [](const Worker &worker) { return worker.test->gaveUp(); });
}

void BlockCounter::work(Worker &worker, Job &job)
{
    while (!job.cancel && !job.failed) {
        // A step that other threads may take in between: each region is taken by one.
        qint64 from = job.next.load();
        qint64 to = 0;
        do {
            if (from >= job.to)
                return;
            to = std::min((from / kRegion + 1) * kRegion, job.to);
        } while (!job.next.compare_exchange_weak(from, to));
        Region region{from, {}, 0};
        const qint64 notEnded = countRegion(worker, region, to, job);
        if (!worker.pieces.error().isEmpty()) {
            job.failed = true;
            return;
        }
        if (job.cancel)
            return;
        qint64 known = job.goOnAt.load();
        while (notEnded < to && notEnded < known && !job.goOnAt.compare_exchange_weak(known, notEnded)) {
        }
        job.take(region);
    }
}

qint64 BlockCounter::countRegion(Worker &worker, Region &region, qint64 to, const Job &job)
{
    RowPieces &pieces = worker.pieces;
    pieces.seek(region.from, to);
    const qint64 firstBlock = region.from / kBlock;
    const auto add = [&](qint64 start) {
        const auto block = static_cast<size_t>(start / kBlock - firstBlock);
        if (block >= region.perBlock.size())
            region.perBlock.resize(block + 1);
        ++region.perBlock[block];
    };
    // Of a row in several parts, until it is known that it has an end.
    std::vector<qint64> longRow;
    while (!job.cancel && pieces.next(job.end, job.last)) {
        worker.test->find(pieces, worker.found);
        if (pieces.isCut() && !pieces.isCutBefore())
            longRow.clear();
        for (const ByteRange &row : worker.found) {
            if (m_longRows == LongRows::Split && (pieces.isCut() || row.to - row.from > kBlock)) {
                const qint64 rowTo = row.to - (pieces.isCutBehind() ? RowPieces::kOverlap : 0);
                splitRow(worker, row.from, rowTo, longRow);
                if (!pieces.isCut()) {
                    std::for_each(longRow.begin(), longRow.end(), add);
                    longRow.clear();
                }
            } else if (!pieces.isCut()) {
                add(pieces.offset() + row.from);
            } else if (longRow.empty()) {
                longRow.push_back(pieces.rowStart());
            }
        }
        if (pieces.isCutBefore() && !pieces.isCutBehind())
            std::for_each(longRow.begin(), longRow.end(), add);
        if (job.countAll)
            region.rows += pieces.isCutBehind() ? 0 : rowsIn(pieces.bytes());
    }
    return pieces.position();
}

// Of the rows that BlockIndex makes of a long one, those that are wanted by themselves.
void BlockCounter::splitRow(Worker &worker, qint64 from, qint64 to, std::vector<qint64> &starts)
{
    const QByteArrayView bytes = worker.pieces.bytes();
    for (qint64 at = from; at < to; at += kBlock)
        if (worker.test->matches(bytes.sliced(at, std::min(kBlock, to - at))))
            starts.push_back(worker.pieces.offset() + at);
}

} // namespace pipecore
