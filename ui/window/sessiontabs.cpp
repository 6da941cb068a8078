#include "ui/window/sessiontabs.h"

#include "pipecore/text/humanize.h"
#include "ui/base/icons.h"
#include "ui/session/sessionpage.h"

#include <QEvent>
#include <QTabBar>
#include <QToolButton>

namespace ui
{

namespace
{

constexpr int kTitleWidth = 190; // pixels

} // namespace

SessionTabs::SessionTabs(QWidget *first, QWidget *parent) : QTabWidget(parent)
{
    setDocumentMode(true);
    setMovable(true);
    setElideMode(Qt::ElideNone); // titles are short already: many tabs scroll, and stay legible
    setUsesScrollButtons(true);
    tabBar()->setExpanding(false);
    addTab(first, tr("Sessions"));
    setTabToolTip(0, tr("The sessions that are kept"));
    setTabIcon(0, icon(QStringLiteral("list"), palette().color(QPalette::WindowText)));
}

void SessionTabs::add(SessionPage *page, SessionPage *instead, Place where)
{
    int place = instead ? indexOf(instead) : count();
    // What starts again elsewhere takes no view away.
    const bool show = instead ? instead == currentWidget() : where == Place::InFront;
    if (instead && instead->isSending()) {
        ++place;
    } else if (instead) {
        removeTab(place);
        instead->deleteLater();
    }
    const Label label = labelOf(page);
    const int index = insertTab(place, page, label.icon, label.text);
    addCloseButton(page);
    refresh(page);
    if (!show) {
        if (page->terminal()) { // whose command is told its size, which it has once it was shown
            const int inView = currentIndex();
            setCurrentIndex(index);
            setCurrentIndex(inView);
        }
        return;
    }
    setCurrentIndex(index);
    page->setFocus();
}

void SessionTabs::addCloseButton(SessionPage *page)
{
    auto *button = new QToolButton(tabBar());
    button->setAutoRaise(true);
    button->setFixedSize(20, 20);
    button->setFocusPolicy(Qt::NoFocus);
    button->setToolTip(tr("Close tab"));
    button->setAccessibleName(button->toolTip());
    button->setIcon(icon(QStringLiteral("close"), palette().color(QPalette::PlaceholderText)));
    tabBar()->setTabButton(indexOf(page), QTabBar::RightSide, button);
    connect(button, &QToolButton::clicked, page, [this, page] { emit tabCloseRequested(indexOf(page)); });
}

SessionPage *SessionTabs::current() const
{
    return qobject_cast<SessionPage *>(currentWidget());
}

std::vector<SessionPage *> SessionTabs::pages() const
{
    std::vector<SessionPage *> pages;
    for (int i = 0; i < count(); ++i)
        if (auto *page = qobject_cast<SessionPage *>(widget(i)))
            pages.push_back(page);
    return pages;
}

std::vector<SessionPage *> SessionTabs::runningPages() const
{
    std::vector<SessionPage *> running = pages();
    std::erase_if(running, [](const SessionPage *page) { return !page->isRunning(); });
    return running;
}

SessionTabs::Label SessionTabs::labelOf(const SessionPage *page) const
{
    const RunSummary summary = page->summary();
    QString text = page->title();
    if (summary.kind != RunSummary::Kind::File && summary.kind != RunSummary::Kind::Success)
        text = QStringLiteral("%1 · %2").arg(fontMetrics().elidedText(text, Qt::ElideRight, kTitleWidth - 60),
                                             summary.text);
    else
        text = fontMetrics().elidedText(text, Qt::ElideRight, kTitleWidth);
    text.replace(u'&', QStringLiteral("&&"));
    return {text, summary.icon(palette())};
}

// A tab bar lays out all its tabs for each change: so nothing is set that is as it was.
void SessionTabs::refresh(SessionPage *page)
{
    const int place = indexOf(page);
    if (place < 0)
        return;
    const RunSummary summary = page->summary();
    const QString shown = page->title() + u'\0' + summary.text + u'\0' + summary.detail;
    if (tabBar()->tabData(place) == shown)
        return;
    tabBar()->setTabData(place, shown);
    const Label label = labelOf(page);
    if (tabText(place) != label.text)
        setTabText(place, label.text);
    if (tabIcon(place).cacheKey() != label.icon.cacheKey())
        setTabIcon(place, label.icon);
    setTabToolTip(place, tr("%1\nin %2\nstarted %3\n%4 %5")
                             .arg(page->record().command.text(), page->record().directory,
                                  page->record().started.toLocalTime().toString(Qt::TextDate), summary.text,
                                  summary.detail));
}

void SessionTabs::step(int by)
{
    setCurrentIndex((currentIndex() + by + count()) % count());
}

void SessionTabs::changeEvent(QEvent *event)
{
    QTabWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        for (SessionPage *page : pages()) {
            tabBar()->setTabData(indexOf(page), {});
            refresh(page);
        }
    }
    if (event->type() != QEvent::PaletteChange)
        return;
    setTabIcon(0, icon(QStringLiteral("list"), palette().color(QPalette::WindowText)));
    for (SessionPage *page : pages())
        setTabIcon(indexOf(page), page->summary().icon(palette()));
}

} // namespace ui
