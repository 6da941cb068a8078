#pragma once

#include "pipecore/session/marks.h"

#include <QObject>

#include <utility>
#include <vector>

namespace ui
{

class OutputView;
class OverviewBar;

/// The marks of what a view shows: sets them, goes from one to the next, shows them in view and overview, and
/// keeps them with the session, or those of a plain file in the data folder. Belongs to the view.
class Marker : public QObject
{
    Q_OBJECT
public:
    Marker(OutputView *view, OverviewBar *overview);

    /// To be called when the view has got its recording.
    void load();
    const pipecore::Marks &marks() const { return m_marks; }

    /// The row with the caret, or else the first in view; -1: there are no rows.
    qint64 currentRow() const;
    /// Marks the current row, or takes its mark away.
    void toggle() { toggle(currentRow()); }
    void toggle(qint64 row);
    void setNote(qint64 row, const QString &note);
    /// Marks rows that are not marked yet, as many as there is room for, with these notes.
    void add(const std::vector<std::pair<qint64, QString>> &rows);
    void next();
    void previous();

signals:
    /// Something to be read: a note that was gone to, or why something was not done.
    void told(const QString &text);

private:
    void go(qint64 row);
    void changed();
    void save();

    OutputView *const m_view;
    OverviewBar *const m_overview;
    pipecore::Marks m_marks;
    bool m_isLoaded = false;
    bool m_saving = false;
    bool m_saveAgain = false; // they have changed since
};

} // namespace ui
