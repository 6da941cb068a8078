#pragma once

#include "pipecore/search/matcher.h"
#include "pipecore/session/filteredrows.h"

#include <QObject>
#include <QTimer>

class QShortcut;

namespace ui
{

class FindBar;
class MatchMarks;
class OutputView;
class OverviewBar;

/// Finds what the bar asks for in what the view shows: paints it, counts it in the background, goes from one
/// to the next, and shows only the rows that match. Belongs to the view.
class Finder : public QObject
{
    Q_OBJECT
public:
    Finder(FindBar *bar, OutputView *view, OverviewBar *overview);
    ~Finder() override;

    /// Opens the bar, with what is selected.
    void open();
    void close();
    void next();
    void previous();
    void toggleFilter();

private:
    using Made = tl::expected<std::unique_ptr<pipecore::Matcher>, pipecore::QueryError>;
    void restart();
    void begin(Made made);
    void stop();
    void look();
    void showFirst();
    void go(qint64 number);
    void step(bool forward);
    void applyFilter(bool on);
    void showAllRows();
    qint64 currentRow();
    void tell();

    FindBar *const m_bar;
    OutputView *const m_view;
    MatchMarks *const m_marks;
    QShortcut *const m_escape;
    QTimer m_typing; // search only once the typing rests
    QTimer m_look;
    int m_generation = 0; // of what is asked for
    std::unique_ptr<pipecore::RowTest> m_test;
    std::shared_ptr<pipecore::LiveSearch> m_search;
    std::unique_ptr<pipecore::FoundRows> m_found;
    qint64 m_origin = 0;      // the row that the eye was on when somebody began to type
    bool m_seeking = false;   // the first match from there on is to be shown once it is found
    qint64 m_current = -1;    // the row gone to last
    bool m_wrapped = false;   // to get there
    bool m_filtering = false; // the view shows found rows only
};

} // namespace ui
