#pragma once

#include "pipecore/session/recording.h"

#include <QFont>
#include <QWidget>

class QLabel;

namespace ui
{

class OutputView;
class OverviewBar;
class SessionPage;

/// A second view beside the tabs: the output of one session, while any is in view there.
class BesidePane : public QWidget
{
    Q_OBJECT
public:
    explicit BesidePane(QWidget *parent = nullptr);
    ~BesidePane() override;

    /// Shows what is recorded of `page`; also when its tab is gone.
    void setPage(SessionPage *page);
    void setCellFont(const QFont &font);
    OutputView *view() const { return m_view; }

signals:
    void closed();

private:
    void clear();

    QLabel *m_title;
    QLayout *m_place;
    OutputView *m_view = nullptr;
    OverviewBar *m_overview = nullptr;
    pipecore::Recording::Ptr m_recording;
    QFont m_font;
};

} // namespace ui
