#pragma once

#include "pipecore/session/filteredrows.h"
#include "pipecore/session/problems.h"

#include <QColor>
#include <QFrame>
#include <QTimer>

class QLabel;
class QModelIndex;
class QToolButton;
class QTreeView;

namespace ui
{

class OutputView;
class OverviewBar;
class ProblemsModel;

/// The errors and warnings that tools tell of in the output, live, in a list below it. The one chosen there
/// is shown in the output; its file opens as one that is linked to. Searches from the first use on.
class ProblemsPane : public QFrame
{
    Q_OBJECT
public:
    /// The problems are shown in `overview`, too; it outlives the pane.
    ProblemsPane(OutputView *output, OverviewBar *overview, QWidget *parent = nullptr);
    ~ProblemsPane() override;

    void open();
    void close();
    /// Shows the next problem in the output, from the row with the caret on; around the end.
    void next();
    void previous();
    /// Asks for the user's own patterns.
    void choosePatterns();
    static constexpr QColor kError{0xe0, 0x3e, 0x4a}; ///< in the overview, on dark and on light
    static constexpr QColor kWarning{0xc9, 0xb0, 0x10};
    ProblemsModel *model() const { return m_model; }
    QString status() const;

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Made;
    void start();
    void begin(Made &made);
    void askForPatterns(const QString &before);
    void stop();
    void look();
    void collect();
    void tell();
    void choose(int problem);
    void step(bool forward);
    void goTo(const QModelIndex &index);
    void openFile(const QModelIndex &index);

    OutputView *const m_output;
    OverviewBar *const m_overview;
    ProblemsModel *const m_model;
    QTreeView *const m_list;
    QLabel *const m_status;
    QToolButton *m_previous, *m_next, *m_patterns, *m_close;
    QTimer m_look;
    int m_generation = 0; // of the search
    QString m_error;      // why there is none
    std::vector<pipecore::ProblemRule> m_rules;
    std::unique_ptr<pipecore::RowTest> m_test;
    std::shared_ptr<pipecore::LiveSearch> m_search;
    qint64 m_taken = 0; // found rows that were looked at
    bool m_collecting = false;
    qint64 m_rowsBefore = 0; // at the last look
    int m_stepWanted = 0;    // once there are problems
};

} // namespace ui
