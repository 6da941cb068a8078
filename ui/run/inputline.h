#pragma once

#include <QStringList>
#include <QWidget>

class QLineEdit;
class QToolButton;

namespace ui
{

/// The line below the output where one types what the command is to read. Up and Down walk what was sent
/// before; a password is neither shown nor remembered.
class InputLine : public QWidget
{
    Q_OBJECT
public:
    explicit InputLine(QWidget *parent = nullptr);

    /// A terminal takes a carriage return where others take a newline, and goes on behind the end of the
    /// input.
    void setForTerminal(bool terminal);
    /// Nothing more can be sent, and why.
    void close(const QString &reason);

signals:
    void sendRequested(const QByteArray &bytes);
    void endRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void send(bool newline);
    void empty();
    void walk(int by);
    void setPassword(bool on);

    QLineEdit *m_line;
    QToolButton *m_password;
    QToolButton *m_end;
    bool m_forTerminal = false;
    QStringList m_sent; // the newest last
    qsizetype m_position = 0;
    QString m_typed; // what stood there when the walk began
};

} // namespace ui
