#include "ui/window/sessionspage.h"

#include "pipecore/text/humanize.h"
#include "ui/base/background.h"
#include "ui/base/clearbutton.h"
#include "ui/session/runsummary.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace ui
{

using pipecore::SessionRecord;
using pipecore::SessionStore;

namespace
{

enum Column { CommandColumn, StateColumn, StartedColumn, DurationColumn, SizeColumn };

} // namespace

SessionsPage::SessionsPage(QWidget *parent)
    : QWidget(parent), m_filter(new QLineEdit(this)), m_list(new QTreeWidget(this)), m_hint(new QLabel(this))
{
    m_filter->setPlaceholderText(tr("Find a session by its command"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    addClearButton(m_filter);
    m_list->setHeaderLabels({tr("Command"), tr("State"), tr("Started"), tr("Took"), tr("Output")});
    m_list->setAccessibleName(tr("Kept sessions"));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(CommandColumn, QHeaderView::Stretch);
    m_list->installEventFilter(this);
    m_filter->installEventFilter(this);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_hint->setText(tr("Type a command above and press Enter: its output is shown here and kept.\n\n"
                       "Or open a session or a log: drop it here, or press Ctrl+O."));
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_filter);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_hint, 1);
    setFocusProxy(m_list);
    connect(m_filter, &QLineEdit::textChanged, this, &SessionsPage::filter);
    connect(m_list, &QTreeWidget::customContextMenuRequested, this, &SessionsPage::showMenu);
    connect(m_list, &QTreeWidget::itemActivated, this,
            [this](QTreeWidgetItem *item) { emit openRequested(item->data(0, Qt::UserRole).toString()); });
    fill({});
}

void SessionsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    reload();
}

void SessionsPage::reload()
{
    runInBackground(
        this, [] { return SessionStore().list(); },
        [this](const std::vector<SessionRecord> &records) { fill(records); });
}

void SessionsPage::fill(const std::vector<SessionRecord> &records)
{
    m_records = records;
    const QString current =
        m_list->currentItem() ? m_list->currentItem()->data(0, Qt::UserRole).toString() : QString();
    m_list->clear();
    const QLocale locale;
    for (auto record = m_records.rbegin(); record != m_records.rend(); ++record) {
        const RunSummary summary = RunSummary::of(*record);
        auto *item = new QTreeWidgetItem(
            m_list,
            {(record->pinned ? QStringLiteral("★ ") : QString()) + record->command.text().simplified(),
             summary.text,
             locale.toString(record->started.toLocalTime(), QStringLiteral("ddd d MMM, HH:mm:ss")),
             record->ended.isValid() ? pipecore::formatDuration(record->duration()) : QString(),
             pipecore::formatBytes(record->bytes)});
        item->setData(0, Qt::UserRole, record->id);
        item->setIcon(CommandColumn, summary.icon(palette()));
        item->setForeground(StateColumn, summary.color(palette()));
        item->setToolTip(CommandColumn,
                         tr("%1\nin %2\n%3").arg(record->command.text(), record->directory, record->id));
        if (record->result && record->result->use) {
            const pipecore::ResourceUse &use = *record->result->use;
            item->setToolTip(StateColumn, tr("%1 of CPU time, %2 of memory at most")
                                              .arg(pipecore::formatDuration(use.userMs + use.systemMs),
                                                   pipecore::formatBytes(use.peakRssKb * 1024)));
        }
        item->setTextAlignment(DurationColumn, Qt::AlignRight | Qt::AlignVCenter);
        item->setTextAlignment(SizeColumn, Qt::AlignRight | Qt::AlignVCenter);
        if (record->id == current)
            m_list->setCurrentItem(item);
    }
    for (const int column : {StateColumn, StartedColumn, DurationColumn, SizeColumn})
        m_list->resizeColumnToContents(column);
    if (!m_list->currentItem() && m_list->topLevelItemCount() > 0)
        m_list->setCurrentItem(m_list->topLevelItem(0));
    const bool isEmpty = m_records.empty();
    m_filter->setVisible(!isEmpty);
    m_list->setVisible(!isEmpty);
    m_hint->setVisible(isEmpty);
    filter(m_filter->text());
}

void SessionsPage::filter(const QString &words)
{
    const QStringList all = words.split(u' ', Qt::SkipEmptyParts);
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem *item = m_list->topLevelItem(i);
        const QString text = item->text(CommandColumn) + u' ' + item->text(StateColumn);
        item->setHidden(!std::all_of(all.begin(), all.end(), [&](const QString &word) {
            return text.contains(word, Qt::CaseInsensitive);
        }));
    }
    if (m_list->currentItem() && !m_list->currentItem()->isHidden())
        return;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i)
        if (!m_list->topLevelItem(i)->isHidden())
            return m_list->setCurrentItem(m_list->topLevelItem(i));
}

bool SessionsPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->matches(QKeySequence::Delete)) {
        removeSelected();
        return true;
    }
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Return) {
            m_list->setFocus();
            QCoreApplication::sendEvent(m_list, event);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void SessionsPage::removeSelected()
{
    QStringList ids;
    for (const QTreeWidgetItem *item : m_list->selectedItems())
        ids << item->data(0, Qt::UserRole).toString();
    if (ids.isEmpty())
        return;
    const QString question = ids.size() == 1
                                 ? tr("Remove this session and its output for good?")
                                 : tr("Remove these %1 sessions and their output for good?").arg(ids.size());
    if (QMessageBox::question(this, tr("Remove"), question, QMessageBox::Yes | QMessageBox::Cancel,
                              QMessageBox::Cancel) != QMessageBox::Yes)
        return;
    runInBackground(
        this,
        [ids] {
            QStringList refused;
            for (const QString &id : ids)
                if (const auto removed = SessionStore().remove(id); !removed)
                    refused << removed.error();
            return refused;
        },
        [this](const QStringList &refused) {
            reload();
            if (!refused.isEmpty())
                QMessageBox::warning(this, tr("Remove"), refused.join(u'\n'));
        });
}

void SessionsPage::setPinned(const QString &id, bool pinned)
{
    runInBackground(
        this, [id, pinned] { return SessionStore().setPinned(id, pinned); },
        [this](const tl::expected<void, QString> &done) {
            reload();
            if (!done)
                QMessageBox::warning(this, tr("Pin"), done.error());
        });
}

void SessionsPage::showMenu(const QPoint &position)
{
    const QTreeWidgetItem *item = m_list->itemAt(position);
    if (!item)
        return;
    const QString id = item->data(0, Qt::UserRole).toString();
    const auto record = std::find_if(m_records.begin(), m_records.end(),
                                     [&](const SessionRecord &one) { return one.id == id; });
    if (record == m_records.end())
        return;
    QMenu menu(this);
    menu.addAction(tr("&Open"), this, [this, id] { emit openRequested(id); });
    const pipecore::Command command = record->command;
    menu.addAction(tr("Run the command &again"), this, [this, command] { emit commandChosen(command); });
    menu.addAction(tr("Run again with &changes…"), this, [this, command] { emit changesRequested(command); });
    menu.addSeparator();
    menu.addAction(record->pinned ? tr("Un&pin") : tr("&Pin: keep it whatever the limits are"), this,
                   [this, id, pinned = record->pinned] { setPinned(id, !pinned); });
    menu.addAction(tr("&Remove…"), this, &SessionsPage::removeSelected)->setShortcut(QKeySequence::Delete);
    menu.exec(m_list->viewport()->mapToGlobal(position));
}

} // namespace ui
