#pragma once

#include <QToolButton>

namespace ui
{

/// A flat button of a pane: a drawing of resources/icons in the colour of the text around it, and a tip that
/// is also its name.
class IconButton : public QToolButton
{
    Q_OBJECT
public:
    /// `iconName` is empty for one that has a text.
    IconButton(const QString &iconName, const QString &tip, QWidget *parent);

protected:
    void changeEvent(QEvent *event) override;

private:
    void dress();
    const QString m_iconName;
};

} // namespace ui
