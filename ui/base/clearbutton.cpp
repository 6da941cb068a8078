#include "ui/base/clearbutton.h"

#include "ui/base/icons.h"

#include <QAction>
#include <QEvent>
#include <QLineEdit>

namespace ui
{

namespace
{

/// Keeps the button's colour that of the line's text.
class Colour : public QObject
{
public:
    Colour(QLineEdit *line, QAction *action) : QObject(line), m_line(line), m_action(action)
    {
        line->installEventFilter(this);
        draw();
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange)
            draw();
        return QObject::eventFilter(watched, event);
    }

private:
    void draw()
    {
        m_action->setIcon(icon(QStringLiteral("close"), m_line->palette().color(QPalette::PlaceholderText)));
    }

    QLineEdit *const m_line;
    QAction *const m_action;
};

} // namespace

void addClearButton(QLineEdit *line)
{
    QAction *action = line->addAction(QIcon(), QLineEdit::TrailingPosition);
    action->setText(QLineEdit::tr("Clear"));
    new Colour(line, action);
    action->setVisible(!line->text().isEmpty());
    QObject::connect(line, &QLineEdit::textChanged, action,
                     [action](const QString &text) { action->setVisible(!text.isEmpty()); });
    QObject::connect(action, &QAction::triggered, line, [line] {
        line->clear();
        emit line->textEdited({});
    });
}

} // namespace ui
