#pragma once

#include <QTabWidget>

#include <vector>

namespace ui
{

class SessionPage;

/// The tabs: a page for each session, behind a first one that stays.
class SessionTabs : public QTabWidget
{
    Q_OBJECT
public:
    /// `first` is the tab that cannot be closed.
    explicit SessionTabs(QWidget *first, QWidget *parent = nullptr);

    enum class Place { InFront, Behind };
    /// Takes `page`, in the place of `instead` if that is given, and shows it, unless that was not in view,
    /// or it is to stay `Behind` the tab that is. What sends its output somewhere keeps its own tab, in front
    /// of the new one.
    void add(SessionPage *page, SessionPage *instead = nullptr, Place where = Place::InFront);
    SessionPage *current() const;
    std::vector<SessionPage *> pages() const;
    std::vector<SessionPage *> runningPages() const;
    /// Shows a page's state in its tab.
    void refresh(SessionPage *page);
    void step(int by);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Label {
        QString text;
        QIcon icon;
    };
    Label labelOf(const SessionPage *page) const;
    void addCloseButton(SessionPage *page);
};

} // namespace ui
