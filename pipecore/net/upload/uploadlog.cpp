#include "pipecore/net/upload/uploadlog.h"

#include <QDateTime>
#include <QFile>

namespace pipecore
{

namespace
{

constexpr qint64 kLongestFile = 1'000'000;

} // namespace

void UploadLog::add(const QString &text)
{
    const QString line = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs) + u' ' + text;
    const std::lock_guard lock(m_lock);
    m_lines.push_back(line);
    if (static_cast<qsizetype>(m_lines.size()) > kMostLines)
        m_lines.pop_front();
    if (m_path.isEmpty())
        return;
    QFile file(m_path);
    const auto how = file.size() > kLongestFile ? QIODevice::Truncate : QIODevice::Append;
    if (file.open(QIODevice::WriteOnly | how, QFile::ReadOwner | QFile::WriteOwner))
        file.write(line.toUtf8() + '\n');
}

QStringList UploadLog::lines() const
{
    const std::lock_guard lock(m_lock);
    return QStringList(m_lines.begin(), m_lines.end());
}

} // namespace pipecore
