#include "pipecore/capture/blockindex.h"

#include <QDataStream>
#include <QFile>
#include <QSaveFile>

#include <algorithm>

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

void BlockIndex::clear()
{
    m_entries.clear();
    m_states.clear();
    m_end = m_rows = m_lastRowStart = 0;
    m_rowOpen = false;
}

// Whether the figures can be those of any capture. A file with a right checksum may still have been made by
// somebody who wishes no good.
bool BlockIndex::isSound() const
{
    const auto inRange = [this](const Entry &entry) {
        return entry.rowsBefore >= 0 && entry.rowsBefore <= m_rows;
    };
    if (static_cast<qint64>(m_entries.size()) != (m_end + kBlockSize - 1) / kBlockSize || m_rows < 0 ||
        m_rows > m_end || m_lastRowStart < 0 || m_lastRowStart > m_end ||
        !std::all_of(m_entries.begin(), m_entries.end(), inRange))
        return false;
    qint64 lastBlockWithRow = 0;
    for (size_t i = 0; i < m_entries.size(); ++i) {
        const Entry &entry = m_entries[i];
        const qint64 started =
            (i + 1 < m_entries.size() ? m_entries[i + 1].rowsBefore : m_rows) - entry.rowsBefore;
        const qint64 room = std::min(kBlockSize, m_end - static_cast<qint64>(i) * kBlockSize);
        const bool sound =
            entry.firstRow == kNoRow ? started == 0 : started > 0 && started <= room - qint64(entry.firstRow);
        if (!sound || (entry.stateAndFlags >> 1) >= m_states.size() || (i == 0 && entry.rowsBefore != 0))
            return false;
        if (started > 0)
            lastBlockWithRow = static_cast<qint64>(i);
    }
    if (m_entries.empty())
        return m_rows == 0 && m_lastRowStart == 0;
    const qint64 firstThere =
        lastBlockWithRow * kBlockSize + m_entries[static_cast<size_t>(lastBlockWithRow)].firstRow;
    return m_entries[0].firstRow == 0 && m_lastRowStart >= firstThere &&
           m_lastRowStart / kBlockSize == lastBlockWithRow && m_end - m_lastRowStart <= kLongestRow + 1;
}

bool BlockIndex::load(const QString &path, qint64 captureSize)
{
    const std::lock_guard lock(m_lock);
    clear();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray bytes = file.readAll();
    if (!bytes.startsWith(kMagic) || bytes.size() < 48)
        return false;

    QDataStream in(bytes);
    in.setByteOrder(QDataStream::LittleEndian);
    in.skipRawData(static_cast<int>(kMagic.size()));
    quint32 rowOpen = 0, stateCount = 0, entryCount = 0, checksum = 0;
    in >> m_end >> m_rows >> m_lastRowStart >> rowOpen >> stateCount;
    m_rowOpen = rowOpen != 0;
    bool sound = m_end == captureSize && qint64(stateCount) * 16 <= bytes.size();
    m_states.resize(sound ? stateCount : 0);
    for (CarriedState &state : m_states)
        in >> state[0] >> state[1] >> state[2] >> state[3];
    in >> entryCount;
    sound = sound && qint64(entryCount) * 16 <= bytes.size();
    m_entries.resize(sound ? entryCount : 0);
    for (Entry &entry : m_entries)
        in >> entry.rowsBefore >> entry.firstRow >> entry.stateAndFlags;
    in >> checksum;
    sound = sound && in.status() == QDataStream::Ok && in.atEnd() && isSound() &&
            checksum == qChecksum(QByteArrayView(bytes).chopped(4));
    if (!sound)
        clear();
    return sound;
}

} // namespace pipecore
