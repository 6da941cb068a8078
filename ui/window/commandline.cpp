#include "ui/window/commandline.h"

#include "ui/base/background.h"
#include "ui/base/clearbutton.h"
#include "ui/window/wordcompletion.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QFontDatabase>
#include <QKeyEvent>
#include <QMenu>
#include <QStringListModel>

#include <algorithm>

namespace ui
{

namespace
{

constexpr int kMostOffered = 40;

} // namespace

CommandLine::CommandLine(QWidget *parent)
    : QLineEdit(parent), m_historyModel(new QStringListModel(this)),
      m_historyCompleter(new QCompleter(m_historyModel, this))
{
    setPlaceholderText(tr("Type a command, and press Enter to run it"));
    setAccessibleName(tr("Command"));
    addClearButton(this);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_historyCompleter->setFilterMode(Qt::MatchContains);
    m_historyCompleter->setCaseSensitivity(Qt::CaseInsensitive);
    m_historyCompleter->setMaxVisibleItems(10);
    setCompleter(m_historyCompleter);
    connect(this, &QLineEdit::textEdited, this, [this] { m_history.reset(); });
    remember({});
}

void CommandLine::remember(const QString &line)
{
    if (!line.isEmpty())
        m_history.add(line);
    QStringList newestFirst = m_history.lines();
    std::reverse(newestFirst.begin(), newestFirst.end());
    m_historyModel->setStringList(newestFirst);
}

// Tab completes, where it has something to complete; else it leads on, as everywhere.
bool CommandLine::event(QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Tab && key->modifiers() == Qt::NoModifier && !text().isEmpty()) {
            complete();
            return true;
        }
    }
    return QLineEdit::event(event);
}

void CommandLine::keyPressEvent(QKeyEvent *event)
{
    const bool isPopupOpen = m_historyCompleter->popup()->isVisible();
    if (!isPopupOpen && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        const QString line = event->key() == Qt::Key_Up ? m_history.older(text()) : m_history.newer();
        if (!line.isNull())
            setText(line);
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void CommandLine::complete()
{
    m_historyCompleter->popup()->hide();
    const QString line = text();
    const WordAtCursor word = wordAtCursor(line, cursorPosition());
    runInBackground(
        this, [word, directory = m_directory] { return completionsOf(word, directory); },
        [this, word, line](const QStringList &candidates) {
            if (text() != line || candidates.isEmpty()) // typed on meanwhile
                return;
            if (candidates.size() == 1) {
                const bool isFolder = candidates.front().endsWith(u'/');
                return replaceWord(word.start,
                                   candidates.front() + (isFolder ? QString() : QStringLiteral(" ")));
            }
            const QString prefix = commonPrefix(candidates);
            if (prefix.size() > word.text.size())
                replaceWord(word.start, prefix);
            else
                offer(candidates, word.start);
        });
}

void CommandLine::offer(const QStringList &candidates, int wordStart)
{
    QMenu menu(this);
    for (const QString &candidate : candidates.first(std::min<qsizetype>(kMostOffered, candidates.size())))
        menu.addAction(QString(candidate).replace(u'&', QStringLiteral("&&")),
                       [this, wordStart, candidate] { replaceWord(wordStart, candidate); });
    if (candidates.size() > kMostOffered)
        menu.addAction(tr("… and %1 more").arg(candidates.size() - kMostOffered))->setEnabled(false);
    menu.setActiveAction(menu.actions().constFirst());
    menu.exec(mapToGlobal(QPoint(cursorRect().left(), height())));
}

void CommandLine::replaceWord(int start, const QString &by)
{
    const int end = cursorPosition();
    QString line = text();
    line.replace(start, end - start, by);
    setText(line);
    setCursorPosition(start + static_cast<int>(by.size()));
}

} // namespace ui
