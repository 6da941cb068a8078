#include "pipecore/session/marks.h"

#include "pipecore/session/sessionrecord.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <iterator>

namespace pipecore
{

namespace
{

const QString kMarks = QStringLiteral("marks");
const QString kRow = QStringLiteral("row");
const QString kNote = QStringLiteral("note");

} // namespace

QString Marks::note(qint64 row) const
{
    const auto found = m_marks.find(row);
    return found == m_marks.end() ? QString() : found->second;
}

bool Marks::set(qint64 row, const QString &note)
{
    if (!isMarked(row) && m_marks.size() >= kMost)
        return false;
    m_marks[row] = note.simplified().left(kLongestNote);
    return true;
}

qint64 Marks::next(qint64 row) const
{
    if (m_marks.empty())
        return -1;
    const auto found = m_marks.upper_bound(row);
    return found == m_marks.end() ? m_marks.begin()->first : found->first;
}

qint64 Marks::previous(qint64 row) const
{
    if (m_marks.empty())
        return -1;
    const auto found = m_marks.lower_bound(row);
    return found == m_marks.begin() ? m_marks.rbegin()->first : std::prev(found)->first;
}

qint64 Marks::count(qint64 from, qint64 to) const
{
    return from < to ? std::distance(m_marks.lower_bound(from), m_marks.lower_bound(to)) : 0;
}

Marks Marks::read(const QString &folder)
{
    Marks marks;
    QFile file(QDir(folder).filePath(sessionfile::marks));
    if (!file.open(QIODevice::ReadOnly))
        return marks;
    const QJsonObject object = QJsonDocument::fromJson(file.read(sessionfile::mostMarkBytes)).object();
    for (const QJsonValue &value : object[kMarks].toArray())
        if (const qint64 row = value[kRow].toInteger(); row > 0)
            marks.set(row - 1, value[kNote].toString());
    return marks;
}

tl::expected<void, QString> Marks::write(const QString &folder) const
{
    QJsonArray array;
    for (const auto &[row, note] : m_marks) {
        QJsonObject mark{{kRow, row + 1}};
        if (!note.isEmpty())
            mark.insert(kNote, note);
        array.append(mark);
    }
    QSaveFile file(QDir(folder).filePath(sessionfile::marks));
    const QByteArray bytes = QJsonDocument(QJsonObject{{kMarks, array}}).toJson();
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) ||
        file.write(bytes) != bytes.size() || !file.commit())
        return tl::unexpected(
            QStringLiteral("The marks could not be kept in %1: %2.").arg(folder, file.errorString()));
    return {};
}

} // namespace pipecore
