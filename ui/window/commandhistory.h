#pragma once

#include <QStringList>

namespace ui
{

/// The command lines that were run, the newest last; kept between runs of the program.
class CommandHistory
{
public:
    CommandHistory();

    void add(const QString &line);
    const QStringList &lines() const { return m_lines; }

    /// Walks from the line `typed` so far: the line before, or after, that starts like it; empty when there
    /// is none. reset() begins anew.
    QString older(const QString &typed);
    QString newer();
    void reset() { m_position = -1; }

private:
    QStringList m_lines;
    QString m_typed;
    qsizetype m_position = -1; // -1: not walking
};

} // namespace ui
