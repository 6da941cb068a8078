#pragma once

#include <QAccessibleWidget>

namespace ui
{

class OutputView;

/// What a screen reader learns of an OutputView: the text of the rows in view, a newline behind each, with
/// the caret and the selection. Scrolling changes the text.
class AccessibleView : public QAccessibleWidget, public QAccessibleTextInterface
{
public:
    /// Makes screen readers find it.
    static void install();

    explicit AccessibleView(OutputView *view);

    void *interface_cast(QAccessible::InterfaceType type) override;
    QString text(QAccessible::Text what) const override;

    void selection(int index, int *start, int *end) const override;
    int selectionCount() const override;
    void addSelection(int start, int end) override;
    void removeSelection(int index) override;
    void setSelection(int index, int start, int end) override;
    int cursorPosition() const override;
    void setCursorPosition(int position) override;
    QString text(int start, int end) const override;
    int characterCount() const override;
    QRect characterRect(int offset) const override;
    int offsetAtPoint(const QPoint &point) const override;
    void scrollToSubstring(int start, int end) override;
    QString attributes(int offset, int *start, int *end) const override;

private:
    QString shownText() const;
    int offsetOf(qint64 row, int column) const;
    std::pair<qint64, int> placeOf(int offset) const;

    OutputView *const m_view;
};

} // namespace ui
