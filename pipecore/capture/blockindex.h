#pragma once

#include <QtGlobal>
#include <QString>

#include <array>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace pipecore
{

/// What the bytes before a block leave in force, as words that only the one who scanned them understands.
using CarriedState = std::array<quint32, 4>;

/// Follows the bytes of a capture for a state that must be known at the start of each block.
class BlockScanner
{
public:
    virtual ~BlockScanner() = default;
    /// `hasEscape`: there is an ESC byte in the data. The pieces come in order, without a gap.
    virtual void scan(const char *data, qint64 size, bool hasEscape) = 0;
    virtual CarriedState state() const = 0;
};

/// Where the rows of a capture are: a few words for each block of 64 KiB, nothing for a row.
///
/// A row ends at a newline, which belongs to it, or after 64 KiB without one: the next row is then its
/// continuation. The row after the last newline exists once it has a byte. So each row starts in exactly one
/// block, and touches at most three.
///
/// One thread at a time appends; any thread asks, at any time. The answers cover indexedEnd() bytes.
///
/// File format (little endian): "RNLIDX01", qint64 bytes covered, qint64 rows, qint64 last row's start,
/// quint32 row open (1) or to be started by the next byte (0), quint32 number of states, the states (4 words
/// each), quint32 number of blocks, for each block: qint64 rows before it, quint32 first row's start within
/// it (0xffffffff: none starts here), quint32 state number << 1 | has escapes; last a CRC-16 (Qt's
/// qChecksum, ISO 3309) of all before it, as quint32. The file is only a cache: it can be made again from
/// the bytes.
class BlockIndex
{
public:
    static constexpr qint64 kBlockSize = 64 * 1024;
    static constexpr qint64 kLongestRow = 64 * 1024;

    explicit BlockIndex(BlockScanner *scanner = nullptr) : m_scanner(scanner) {}

    /// The next bytes of the capture. `data` may be of any size.
    void append(const char *data, qint64 size);

    qint64 indexedEnd() const;
    /// Rows, the unfinished last one included.
    qint64 rows() const;
    /// Start of the last row; 0 when there is none.
    qint64 lastRowStart() const;

    struct Block {
        qint64 rowsBefore;    ///< rows that start before the block
        qint64 firstRowStart; ///< offset in the capture of the first row that starts in it; -1: none does
        CarriedState state;   ///< in force at the block's start
        bool hasEscapes;
    };
    qint64 blocks() const;
    Block block(qint64 number) const;
    /// The block in which row `row` starts; -1 when there is no such row yet.
    qint64 blockOfRow(qint64 row) const;

    bool save(const QString &path) const;
    /// Replaces the content by that of a file saved for a capture of `captureSize` bytes; false, and empty,
    /// when the file is missing, damaged, of a capture of another size, or says what cannot be.
    bool load(const QString &path, qint64 captureSize);

private:
    struct Entry {
        qint64 rowsBefore;
        quint32 firstRow;
        quint32 stateAndFlags;
    };
    static constexpr quint32 kNoRow = 0xffffffff;

    bool isSound() const;
    void clear();
    void appendWithinBlock(const char *data, qint64 size);
    void startRow(qint64 offset);
    quint32 internState(const CarriedState &state);

    BlockScanner *const m_scanner;
    mutable std::mutex m_lock;
    std::deque<Entry> m_entries; // a deque: growing never moves what is there
    std::vector<CarriedState> m_states;
    qint64 m_end = 0;
    qint64 m_rows = 0;
    qint64 m_lastRowStart = 0;
    bool m_rowOpen = false;
};

} // namespace pipecore
