#pragma once

#include "ui/window/commandhistory.h"

#include <QLineEdit>

class QCompleter;
class QStringListModel;

namespace ui
{

/// Where a command is typed. Up and Down walk the history, Tab completes programs and files, and what was run
/// before is offered while one types.
class CommandLine : public QLineEdit
{
    Q_OBJECT
public:
    explicit CommandLine(QWidget *parent = nullptr);

    /// Where relative names are looked for.
    void setDirectory(const QString &directory) { m_directory = directory; }
    void remember(const QString &line);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void complete();
    void offer(const QStringList &candidates, int wordStart);
    void replaceWord(int start, const QString &by);

    CommandHistory m_history;
    QString m_directory;
    QStringListModel *m_historyModel;
    QCompleter *m_historyCompleter;
};

} // namespace ui
