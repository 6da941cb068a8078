#pragma once

#include "pipecore/capture/blockindex.h"
#include "pipecore/capture/indexer.h"
#include "pipecore/capture/rowreader.h"

#include "tests/support/randomtest.h"
#include "tests/support/rowmodel.h"

#include <QDataStream>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <future>

/// Indexes, in memory and in files.
namespace indextest
{

using namespace pipecore;

constexpr qint64 kBlock = BlockIndex::kBlockSize;

inline void append(BlockIndex &index, QByteArrayView bytes)
{
    index.append(bytes.data(), bytes.size());
}

/// Empty when the index says of every block and row what the definition says; else what is wrong.
inline QString differences(const BlockIndex &index, const QByteArray &bytes)
{
    const std::vector<RowSpan> rows = modelRows(bytes);
    const auto count = static_cast<qint64>(rows.size());
    if (index.indexedEnd() != bytes.size() || index.rows() != count)
        return QStringLiteral("%1 rows, not %2").arg(index.rows()).arg(count);
    if (index.lastRowStart() != (rows.empty() ? 0 : rows.back().start))
        return QStringLiteral("last row at %1").arg(index.lastRowStart());
    if (index.blocks() != (bytes.size() + kBlock - 1) / kBlock)
        return QStringLiteral("%1 blocks").arg(index.blocks());
    qint64 row = 0;
    for (qint64 b = 0; b < index.blocks(); ++b) {
        const BlockIndex::Block block = index.block(b);
        const auto at = static_cast<size_t>(row);
        const bool starts = row < count && rows[at].start / kBlock == b;
        if (block.rowsBefore != row || block.firstRowStart != (starts ? rows[at].start : -1))
            return QStringLiteral("block %1: %2 rows before, first at %3")
                .arg(b)
                .arg(block.rowsBefore)
                .arg(block.firstRowStart);
        if (block.hasEscapes != bytes.mid(b * kBlock, kBlock).contains('\x1b'))
            return QStringLiteral("block %1: escapes").arg(b);
        for (; row < count && rows[static_cast<size_t>(row)].start / kBlock == b; ++row)
            if (index.blockOfRow(row) != b)
                return QStringLiteral("row %1 in block %2").arg(row).arg(index.blockOfRow(row));
    }
    if (index.blockOfRow(count) != -1 || index.blockOfRow(-1) != -1)
        return QStringLiteral("a block for a row that is not there");
    return {};
}

/// Carries the number of bytes seen, so that each block's state tells where it was taken.
class CountingScanner : public BlockScanner
{
public:
    void scan(const char *data, qint64 size, bool hasEscape) override
    {
        m_seen += static_cast<quint32>(size);
        m_flagsRight = m_flagsRight && hasEscape == QByteArrayView(data, size).contains('\x1b');
    }
    CarriedState state() const override { return {m_seen, 1, 2, m_flagsRight ? 3u : 0u}; }

private:
    quint32 m_seen = 0;
    bool m_flagsRight = true;
};

class IndexFiles : public QObject
{
protected:
    QString newPath() { return m_folder.filePath(QString::number(++m_count)); }
    QByteArray savedIndex(const QByteArray &bytes)
    {
        BlockIndex index;
        append(index, bytes);
        const QString path = newPath();
        if (!index.save(path))
            return {};
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    bool loads(const QByteArray &file, qint64 captureSize)
    {
        const QString path = newPath();
        QFile out(path);
        if (!out.open(QIODevice::WriteOnly) || out.write(file) != file.size())
            qFatal("cannot write %s", qPrintable(path));
        out.close();
        BlockIndex index;
        const bool loaded = index.load(path, captureSize);
        if (!loaded && (index.rows() != 0 || index.blocks() != 0 || index.indexedEnd() != 0))
            qFatal("refused, but not empty");
        QFile::remove(path);
        return loaded;
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

} // namespace indextest
