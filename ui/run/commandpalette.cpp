#include "ui/run/commandpalette.h"

#include "pipecore/text/fuzzymatch.h"

#include <QApplication>
#include <QDir>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace ui
{

namespace
{

constexpr size_t kMostShown = 100;
constexpr int kSavedBonus = 8; // a command that somebody gave a name is the likelier one
enum Role { EntryRole = Qt::UserRole, PlacesRole, DetailRole };

/// A title with the matched characters bold, and behind it where it runs.
class EntryDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {100, option.fontMetrics.height() + 10};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const override
    {
        QStyleOptionViewItem option = given;
        initStyleOption(&option, index);
        const QString title = std::exchange(option.text, {});
        const QString detail = index.data(DetailRole).toString();
        QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
        painter->save();
        const bool selected = option.state & QStyle::State_Selected;
        const QColor color = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
        QRect area = option.rect.adjusted(8, 0, -8, 0);
        const int detailWidth = std::min(area.width() / 3, option.fontMetrics.horizontalAdvance(detail));
        QColor faint = color;
        faint.setAlphaF(0.6f);
        painter->setPen(faint);
        painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(detail, Qt::ElideLeft, detailWidth));
        area.setRight(area.right() - detailWidth - 12);
        painter->setPen(color);
        const QList<QVariant> places = index.data(PlacesRole).toList();
        QFont bold = option.font;
        bold.setBold(true);
        int x = area.left();
        for (qsizetype at = 0; at < title.size() && x < area.right();) {
            const bool matched = places.contains(at);
            qsizetype end = at + 1;
            while (end < title.size() && places.contains(end) == matched)
                ++end;
            painter->setFont(matched ? bold : option.font);
            const QString piece = title.mid(at, end - at);
            const int width = painter->fontMetrics().horizontalAdvance(piece);
            painter->drawText(QRect(x, area.top(), area.right() - x, area.height()), Qt::AlignVCenter,
                              painter->fontMetrics().elidedText(piece, Qt::ElideRight, area.right() - x));
            x += width;
            at = end;
        }
        painter->restore();
    }
};

} // namespace

QString CommandPalette::Entry::title() const
{
    const QString command = saved.command.text().simplified();
    return saved.name.isEmpty() ? command : QStringLiteral("%1  —  %2").arg(saved.name, command);
}

CommandPalette::CommandPalette(QWidget *parent)
    : QDialog(parent), m_pattern(new QLineEdit(this)), m_list(new QListWidget(this))
{
    setWindowTitle(tr("Run a command"));
    m_pattern->setPlaceholderText(tr("A few letters of a command that was saved or run before"));
    m_pattern->setAccessibleName(m_pattern->placeholderText());
    m_pattern->installEventFilter(this);
    m_list->setAccessibleName(tr("Commands"));
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *hint =
        new QLabel(tr("Enter runs it · Shift+Enter: with changes · Ctrl+Delete: forget a saved one"), this);
    hint->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_pattern);
    layout->addWidget(m_list, 1);
    layout->addWidget(hint);
    resize(720, 420);
    connect(m_pattern, &QLineEdit::textChanged, this, &CommandPalette::show);
    connect(m_list, &QListWidget::itemClicked, this, [this] { choose(false); });
}

void CommandPalette::setEntries(std::vector<Entry> entries)
{
    m_entries = std::move(entries);
    show(m_pattern->text());
}

void CommandPalette::show(const QString &pattern)
{
    struct Found {
        size_t entry;
        pipecore::FuzzyMatch match;
    };
    std::vector<Found> found;
    for (size_t i = 0; i < m_entries.size(); ++i) {
        auto match = pipecore::fuzzyMatch(pattern, m_entries[i].title());
        if (!match)
            continue;
        if (!m_entries[i].saved.name.isEmpty())
            match->score += kSavedBonus;
        found.push_back({i, std::move(*match)});
    }
    if (!pattern.trimmed().isEmpty())
        std::stable_sort(found.begin(), found.end(),
                         [](const Found &a, const Found &b) { return a.match.score > b.match.score; });
    if (found.size() > kMostShown)
        found.resize(kMostShown);
    m_list->clear();
    for (const Found &one : found) {
        const Entry &entry = m_entries[one.entry];
        auto *item = new QListWidgetItem(entry.title(), m_list);
        QList<QVariant> places;
        for (const qsizetype place : one.match.places)
            places << place;
        item->setData(EntryRole, static_cast<qulonglong>(one.entry));
        item->setData(PlacesRole, places);
        QString where = entry.saved.command.directory;
        if (where.startsWith(QDir::homePath() + u'/'))
            where.replace(0, QDir::homePath().size(), QStringLiteral("~"));
        item->setData(DetailRole, where);
        item->setToolTip(entry.saved.command.text());
    }
    m_list->setCurrentRow(0);
}

const CommandPalette::Entry *CommandPalette::current() const
{
    const QListWidgetItem *item = m_list->currentItem();
    return item ? &m_entries[item->data(EntryRole).toULongLong()] : nullptr;
}

void CommandPalette::choose(bool change)
{
    const Entry *entry = current();
    if (!entry)
        return;
    const pipecore::SavedCommand saved = entry->saved;
    accept();
    if (change)
        emit changeRequested(saved);
    else
        emit runRequested(saved);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_pattern || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    switch (key->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        QApplication::sendEvent(m_list, event);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(key->modifiers() & Qt::ShiftModifier);
        return true;
    case Qt::Key_Delete: {
        const Entry *entry = current();
        if (!(key->modifiers() & Qt::ControlModifier) || !entry || entry->saved.name.isEmpty())
            break;
        const QString name = entry->saved.name;
        std::erase_if(m_entries, [&](const Entry &other) { return other.saved.name == name; });
        show(m_pattern->text());
        emit removeRequested(name);
        return true;
    }
    default:
        break;
    }
    return QDialog::eventFilter(watched, event);
}

void CommandPalette::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    m_pattern->setFocus();
}

} // namespace ui
