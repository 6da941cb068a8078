#include "pipecore/capture/blockindex.h"

#include <QDataStream>
#include <QFile>
#include <QSaveFile>

namespace pipecore
{

namespace
{

const QByteArray kMagic = QByteArrayLiteral("RNLIDX01");

} // namespace

bool BlockIndex::save(const QString &path) const
{
    QByteArray bytes;
    {
        const std::lock_guard lock(m_lock);
        bytes.reserve(static_cast<qsizetype>(m_entries.size() * 16 + m_states.size() * 16 + 64));
        QDataStream out(&bytes, QIODevice::WriteOnly);
        out.setByteOrder(QDataStream::LittleEndian);
        out.writeRawData(kMagic.constData(), static_cast<int>(kMagic.size()));
        out << m_end << m_rows << m_lastRowStart << quint32(m_rowOpen) << quint32(m_states.size());
        for (const CarriedState &state : m_states)
            out << state[0] << state[1] << state[2] << state[3];
        out << quint32(m_entries.size());
        for (const Entry &entry : m_entries)
            out << entry.rowsBefore << entry.firstRow << entry.stateAndFlags;
        out << quint32(qChecksum(bytes));
    }
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
}

bool BlockIndex::load(const QString &path, qint64 captureSize)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray bytes = file.readAll();
    if (!bytes.startsWith(kMagic) || bytes.size() < 48)
        return false;

    QDataStream in(bytes);
    in.setByteOrder(QDataStream::LittleEndian);
    in.skipRawData(static_cast<int>(kMagic.size()));
    qint64 end = 0, rows = 0, lastRowStart = 0;
    quint32 rowOpen = 0, stateCount = 0, entryCount = 0, checksum = 0;
    in >> end >> rows >> lastRowStart >> rowOpen >> stateCount;
    if (end != captureSize || qint64(stateCount) * 16 > bytes.size())
        return false;
    std::vector<CarriedState> states(stateCount);
    for (CarriedState &state : states)
        in >> state[0] >> state[1] >> state[2] >> state[3];
    in >> entryCount;
    if (entryCount != (end + kBlockSize - 1) / kBlockSize || qint64(entryCount) * 16 > bytes.size())
        return false;
    std::deque<Entry> entries(entryCount);
    bool sound = true;
    qint64 rowsBefore = 0;
    for (Entry &entry : entries) {
        in >> entry.rowsBefore >> entry.firstRow >> entry.stateAndFlags;
        sound = sound && entry.rowsBefore >= rowsBefore && entry.rowsBefore <= rows
                && (entry.firstRow < kBlockSize || entry.firstRow == kNoRow)
                && (entry.stateAndFlags >> 1) < stateCount;
        rowsBefore = entry.rowsBefore;
    }
    in >> checksum;
    sound = sound && in.status() == QDataStream::Ok && in.atEnd() && lastRowStart <= end
            && checksum == qChecksum(QByteArrayView(bytes).chopped(4));
    if (!sound)
        return false;

    const std::lock_guard lock(m_lock);
    m_entries = std::move(entries);
    m_states = std::move(states);
    m_end = end;
    m_rows = rows;
    m_lastRowStart = lastRowStart;
    m_rowOpen = rowOpen != 0;
    return true;
}

} // namespace pipecore
