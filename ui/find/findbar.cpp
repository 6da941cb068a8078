#include "ui/find/findbar.h"

#include "ui/base/clearbutton.h"
#include "ui/base/iconbutton.h"
#include "ui/base/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QToolButton>

namespace ui
{

namespace
{

const QString kHistoryKey = QStringLiteral("find/history");
constexpr int kMostHistory = 30;

} // namespace

FindBar::FindBar(QWidget *parent) : QFrame(parent)
{
    setAccessibleName(tr("Find"));
    setAutoFillBackground(true);
    hide();
}

// With the first look at it: most pages are never searched, and a group's are made while its commands start.
void FindBar::build()
{
    m_pattern = new QComboBox(this);
    m_status = new QLabel(this);
    m_pattern->setEditable(true);
    m_pattern->setInsertPolicy(QComboBox::NoInsert);
    m_pattern->setCompleter(nullptr);
    m_pattern->setMinimumContentsLength(12);
    m_pattern->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_pattern->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_pattern->addItems(QSettings().value(kHistoryKey).toStringList());
    m_pattern->setEditText({});
    m_pattern->lineEdit()->setPlaceholderText(tr("Find in the output"));
    addClearButton(m_pattern->lineEdit());
    m_pattern->setAccessibleName(tr("What to find"));
    m_pattern->installEventFilter(this); // it has the focus, and hands keys to its line

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 6, 4);
    layout->setSpacing(4);
    layout->addWidget(m_pattern, 1);
    m_case = addToggle(QStringLiteral("Aa"), tr("Upper and lower case differ"), QStringLiteral("case"));
    m_word = addToggle(QStringLiteral("W"), tr("Whole words only"), QStringLiteral("word"));
    m_regex = addToggle(QStringLiteral(".*"), tr("Regular expression"), QStringLiteral("regex"));
    m_previous = new IconButton(QStringLiteral("previous"), tr("Previous (Shift+F3, Shift+Enter)"), this);
    m_next = new IconButton(QStringLiteral("next"), tr("Next (F3, Enter)"), this);
    m_filter =
        new IconButton(QStringLiteral("filter"), tr("Show only the rows that match (Ctrl+Shift+F)"), this);
    m_filter->setCheckable(true);
    for (QToolButton *button : {m_previous, m_next, m_filter})
        layout->addWidget(button);
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_status->setTextFormat(Qt::PlainText);
    layout->addWidget(m_status, 1); // the buttons stay where they are, whatever it says
    m_close = new IconButton(QStringLiteral("close"), tr("Close (Esc)"), this);
    layout->addWidget(m_close);
    dress();
    // Where the bar stands among the other widgets, not behind all of them.
    QWidget *before = previousInFocusChain();
    while (before != this && !(before->focusPolicy() & Qt::TabFocus))
        before = before->previousInFocusChain();
    for (QWidget *next : std::initializer_list<QWidget *>{m_pattern, m_case, m_word, m_regex, m_previous,
                                                          m_next, m_filter, m_close}) {
        setTabOrder(before, next);
        before = next;
    }

    connect(m_pattern->lineEdit(), &QLineEdit::textChanged, this, &FindBar::queryChanged);
    connect(m_previous, &QToolButton::clicked, this, &FindBar::previousRequested);
    connect(m_next, &QToolButton::clicked, this, &FindBar::nextRequested);
    connect(m_filter, &QToolButton::toggled, this, &FindBar::filterToggled);
    connect(m_close, &QToolButton::clicked, this, &FindBar::closed);
}

QToolButton *FindBar::addToggle(const QString &text, const QString &tip, const QString &key)
{
    auto *button = new IconButton({}, tip, this);
    button->setText(text);
    button->setCheckable(true);
    const QString setting = QStringLiteral("find/") + key;
    button->setChecked(QSettings().value(setting, false).toBool());
    connect(button, &QToolButton::toggled, this, [this, setting](bool on) {
        QSettings().setValue(setting, on);
        emit queryChanged();
    });
    layout()->addWidget(button);
    return button;
}

void FindBar::dress()
{
    const MeaningColors colors = MeaningColors::of(palette());
    QPalette own = palette();
    if (m_tone != Tone::Plain)
        own.setColor(QPalette::WindowText, m_tone == Tone::Bad ? colors.failure : colors.warning);
    m_status->setPalette(own);
}

pipecore::Query FindBar::query() const
{
    if (!isBuilt())
        return {};
    return {m_pattern->currentText(), m_regex->isChecked(), m_case->isChecked(), m_word->isChecked()};
}

void FindBar::open(const QString &text)
{
    if (!isBuilt())
        build();
    show();
    if (!text.isEmpty())
        m_pattern->setEditText(text);
    m_pattern->setFocus();
    m_pattern->lineEdit()->selectAll();
    emit queryChanged();
}

void FindBar::setFiltering(bool filtering)
{
    if (filtering && !isBuilt())
        build();
    if (isBuilt())
        m_filter->setChecked(filtering);
}

bool FindBar::isFiltering() const
{
    return isBuilt() && m_filter->isChecked();
}

void FindBar::setStatus(const QString &text, Tone tone)
{
    if (!isBuilt() || (text == m_status->text() && tone == m_tone))
        return;
    m_status->setText(text);
    m_status->setToolTip(tone == Tone::Bad ? text : QString());
    m_tone = tone;
    dress();
}

QString FindBar::status() const
{
    return isBuilt() ? m_status->text() : QString();
}

void FindBar::remember()
{
    const QString text = query().pattern;
    if (text.isEmpty())
        return;
    QStringList history = QSettings().value(kHistoryKey).toStringList();
    history.removeAll(text);
    history.prepend(text);
    history = history.mid(0, kMostHistory);
    QSettings().setValue(kHistoryKey, history);
    const QSignalBlocker silent(m_pattern->lineEdit());
    m_pattern->clear();
    m_pattern->addItems(history);
    m_pattern->setEditText(text);
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return QFrame::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (!isEnter && key->key() != Qt::Key_Escape)
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    if (!isEnter)
        emit closed();
    else if (key->modifiers() & Qt::ShiftModifier)
        emit previousRequested();
    else
        emit nextRequested();
    return true;
}

void FindBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange && isBuilt())
        dress();
}

} // namespace ui
