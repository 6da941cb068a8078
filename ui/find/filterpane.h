#pragma once

#include "pipecore/search/filter.h"
#include "pipecore/session/contextrows.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QLineEdit;
class QSpinBox;
class QToolButton;

namespace ui
{

class OutputView;

/// The rows that match some terms, in a view of their own below the output, live. The row that is gone to
/// there is shown in the output, too. Looks as the output's view does.
class FilterPane : public QFrame
{
    Q_OBJECT
public:
    /// `output` is the view of all that there is.
    explicit FilterPane(OutputView *output, QWidget *parent = nullptr);
    ~FilterPane() override;

    /// Shows the pane, and takes the focus.
    void open();
    void close();
    /// What is shown.
    OutputView *rows() const { return m_rows; }
    /// How it stands, in words.
    QString status() const;

signals:
    /// The rows are to be saved to a file.
    void saveRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    using Made = tl::expected<pipecore::Filter, pipecore::QueryError>;
    QSpinBox *addContext(const QString &prefix, const QString &tip);
    void restart();
    void begin(Made made);
    void stop();
    void showRows();
    void showNothing();
    void look();
    void addContextRows();
    void tell();
    void tell(const QString &text, bool isBad);
    void follow();
    void dress();
    void lookAlike();

    OutputView *const m_output;
    OutputView *const m_rows;
    QLineEdit *const m_terms;
    QToolButton *m_case, *m_save, *m_close;
    QSpinBox *m_before, *m_behind;
    QLabel *const m_status;
    bool m_isBad = false; // the status tells what is wrong
    QTimer m_typing;
    QTimer m_look;
    int m_generation = 0; // of what is asked for
    std::unique_ptr<pipecore::RowTest> m_test;
    std::shared_ptr<pipecore::LiveSearch> m_search;
    std::shared_ptr<pipecore::ContextRanges> m_ranges; // null: no rows around those found
    bool m_addingContext = false;
    bool m_tooMuchContext = false;
    qint64 m_shownRow = -1; // the one that the output was led to last
};

} // namespace ui
