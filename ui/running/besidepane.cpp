#include "ui/running/besidepane.h"

#include "ui/base/background.h"
#include "ui/base/icons.h"
#include "ui/session/sessionpage.h"
#include "ui/view/followbutton.h"
#include "ui/view/outputview.h"
#include "ui/view/overviewbar.h"

#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace ui
{

BesidePane::BesidePane(QWidget *parent) : QWidget(parent), m_title(new QLabel(this))
{
    auto *close = new QToolButton(this);
    close->setAutoRaise(true);
    close->setIcon(icon(QStringLiteral("close"), palette().color(QPalette::PlaceholderText)));
    close->setToolTip(tr("Close the second view"));
    close->setAccessibleName(close->toolTip());
    connect(close, &QToolButton::clicked, this, [this] {
        clear();
        emit closed();
    });
    m_title->setTextFormat(Qt::PlainText);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *header = new QHBoxLayout;
    header->setContentsMargins(8, 3, 4, 3);
    header->addWidget(m_title, 1);
    header->addWidget(close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(header);
    auto *place = new QHBoxLayout;
    place->setSpacing(0);
    layout->addLayout(place, 1);
    m_place = place;
}

BesidePane::~BesidePane()
{
    clear();
}

void BesidePane::clear()
{
    delete std::exchange(m_overview, nullptr);
    delete std::exchange(m_view, nullptr);
    disposeInBackground(std::exchange(m_recording, nullptr));
}

void BesidePane::setCellFont(const QFont &font)
{
    m_font = font;
    if (m_view)
        m_view->setCellFont(font);
}

void BesidePane::setPage(SessionPage *page)
{
    clear();
    m_recording = page->recording();
    m_title->setText(page->title());
    m_title->setToolTip(page->record().command.text());
    m_view = new OutputView(this);
    m_view->setAccessibleName(tr("Second view"));
    m_view->setCellFont(m_font);
    m_view->setWrap(page->view()->wrap());
    m_view->setGutterOptions(page->view()->gutterOptions());
    m_view->setRecording(m_recording);
    m_overview = new OverviewBar(m_view, this);
    auto *button = new FollowButton(m_view);
    connect(m_view, &OutputView::grew, button, &FollowButton::refresh);
    auto *place = static_cast<QHBoxLayout *>(m_place);
    place->addWidget(m_view, 1);
    place->addWidget(m_overview);
}

} // namespace ui
