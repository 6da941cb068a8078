#pragma once

#include <QWidget>

class QToolButton;
class QAction;

namespace ui
{

class CommandLine;

/// The bar on top: the command, where it runs, and run, stop, restart.
class CommandBar : public QWidget
{
    Q_OBJECT
public:
    CommandBar(QAction *run, QAction *stop, QAction *restart, QWidget *parent = nullptr);

    /// Shows what `action` switches, before the buttons.
    void addToggle(QAction *action);
    QString commandText() const;
    void setCommandText(const QString &line);
    /// Puts the line into the history.
    void remember(const QString &line);
    const QString &directory() const { return m_directory; }
    void setDirectory(const QString &directory);
    void focusCommand();
    void chooseDirectory();

signals:
    void runRequested();
    void commandTextChanged(const QString &line);

private:
    void fillDirectoryMenu();
    QToolButton *button(QAction *action);

    QString m_directory;
    QStringList m_recent;
    CommandLine *m_line;
    QToolButton *m_directoryButton;
    int m_toggles = 0;
};

} // namespace ui
