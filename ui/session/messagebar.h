#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QToolButton;

namespace ui
{

/// A line above the output that tells of something to know or to decide, until it is closed or replaced.
class MessageBar : public QFrame
{
    Q_OBJECT
public:
    enum class Kind { Note, Warning, Error };
    explicit MessageBar(QWidget *parent = nullptr);

    /// `action`, when there is one, is what the button `actionText` does.
    void show(Kind kind, const QString &text, const QString &actionText = {},
              std::function<void()> action = {});
    QString text() const;
    Kind kind() const { return m_kind; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void dress();

    Kind m_kind = Kind::Note;
    std::function<void()> m_action;
    QLabel *m_icon;
    QLabel *m_text;
    QToolButton *m_button;
    QToolButton *m_close;
};

} // namespace ui
