#include "ui/window/commandhistory.h"

#include <QSettings>

namespace ui
{

namespace
{

constexpr qsizetype kMostLines = 500;
const QString kKey = QStringLiteral("commands/history");

} // namespace

CommandHistory::CommandHistory() : m_lines(QSettings().value(kKey).toStringList()) {}

void CommandHistory::add(const QString &line)
{
    reset();
    m_lines.removeAll(line);
    m_lines << line;
    if (m_lines.size() > kMostLines)
        m_lines.removeFirst();
    QSettings().setValue(kKey, m_lines);
}

QString CommandHistory::older(const QString &typed)
{
    if (m_position < 0) {
        m_typed = typed;
        m_position = m_lines.size();
    }
    for (qsizetype i = m_position - 1; i >= 0; --i) {
        if (m_lines[i].startsWith(m_typed)) {
            m_position = i;
            return m_lines[i];
        }
    }
    return {};
}

QString CommandHistory::newer()
{
    if (m_position < 0)
        return {};
    for (qsizetype i = m_position + 1; i < m_lines.size(); ++i) {
        if (m_lines[i].startsWith(m_typed)) {
            m_position = i;
            return m_lines[i];
        }
    }
    reset();
    return m_typed;
}

} // namespace ui
