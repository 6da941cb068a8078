#include "ui/find/filterpane.h"

#include "pipecore/text/humanize.h"
#include "ui/base/background.h"
#include "ui/base/clearbutton.h"
#include "ui/base/iconbutton.h"
#include "ui/base/theme.h"
#include "ui/find/search.h"
#include "ui/view/outputview.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSpinBox>
#include <QToolButton>

namespace ui
{

using pipecore::formatCount;

namespace
{

constexpr int kTypingRest = 10;    // ms: letters that come in one go are looked for once
constexpr int kLookInterval = 16;  // ms between looks at how far the search is
constexpr qint64 kAtOnce = 20'000; // found rows that rows around them are added to, at once
constexpr int kMostContext = 1000;
const QString kTermsKey = QStringLiteral("filter/terms");

} // namespace

FilterPane::FilterPane(OutputView *output, QWidget *parent)
    : QFrame(parent), m_output(output), m_rows(new OutputView(this)), m_terms(new QLineEdit(this)),
      m_status(new QLabel(this))
{
    setAccessibleName(tr("Filter"));
    setAutoFillBackground(true);
    m_rows->setAccessibleName(tr("Rows that match"));
    m_terms->setPlaceholderText(
        tr("Rows with: word  \"some words\"  /regular expression/  AND  OR  NOT  ( )"));
    m_terms->setAccessibleName(tr("Terms of the filter"));
    addClearButton(m_terms);
    m_terms->setText(QSettings().value(kTermsKey).toString());
    m_terms->installEventFilter(this);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(8, 4, 6, 4);
    line->setSpacing(4);
    layout->addLayout(line);
    layout->addWidget(m_rows, 1);
    line->addWidget(m_terms, 2);
    m_case = new IconButton({}, tr("Upper and lower case differ"), this);
    line->addWidget(m_case);
    m_case->setText(QStringLiteral("Aa"));
    m_case->setCheckable(true);
    m_before = addContext(tr("−"), tr("Rows to show before each that matches"));
    m_behind = addContext(tr("+"), tr("Rows to show after each that matches"));
    m_save = new IconButton(QStringLiteral("save"), tr("Save these rows to a file…"), this);
    line->addWidget(m_save);
    line->addWidget(m_status, 1);
    m_close = new IconButton(QStringLiteral("close"), tr("Close (Esc)"), this);
    line->addWidget(m_close);
    dress();

    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingRest);
    m_look.setInterval(kLookInterval);
    connect(&m_typing, &QTimer::timeout, this, &FilterPane::restart);
    connect(&m_look, &QTimer::timeout, this, &FilterPane::look);
    connect(m_terms, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_case, &QToolButton::toggled, &m_typing, qOverload<>(&QTimer::start));
    connect(m_before, &QSpinBox::valueChanged, this, &FilterPane::showRows);
    connect(m_behind, &QSpinBox::valueChanged, this, &FilterPane::showRows);
    connect(m_save, &QToolButton::clicked, this, &FilterPane::saveRequested);
    connect(m_close, &QToolButton::clicked, this, &FilterPane::close);
    connect(m_rows, &OutputView::viewChanged, this, &FilterPane::follow);
    connect(m_output, &OutputView::viewChanged, this, &FilterPane::lookAlike);
    hide();
}

FilterPane::~FilterPane() = default;

QSpinBox *FilterPane::addContext(const QString &prefix, const QString &tip)
{
    auto *box = new QSpinBox(this);
    box->setRange(0, kMostContext);
    box->setPrefix(prefix);
    box->setToolTip(tip);
    box->setAccessibleName(tip);
    layout()->itemAt(0)->layout()->addWidget(box);
    return box;
}

void FilterPane::dress()
{
    QPalette own = palette();
    if (m_isBad)
        own.setColor(QPalette::WindowText, MeaningColors::of(palette()).failure);
    m_status->setPalette(own);
}

void FilterPane::open()
{
    if (isHidden()) {
        show();
        m_rows->setRecording(m_output->recording());
        showNothing();
        restart();
    }
    lookAlike();
    m_terms->setFocus();
    m_terms->selectAll();
}

void FilterPane::close()
{
    m_typing.stop();
    stop();
    showNothing();
    hide();
    m_output->setFocus();
}

QString FilterPane::status() const
{
    return m_status->text();
}

void FilterPane::lookAlike()
{
    if (isHidden())
        return;
    if (m_rows->cellFont() != m_output->cellFont())
        m_rows->setCellFont(m_output->cellFont());
    if (m_rows->wrap() != m_output->wrap())
        m_rows->setWrap(m_output->wrap());
    if (m_rows->gutterOptions() != m_output->gutterOptions())
        m_rows->setGutterOptions(m_output->gutterOptions());
}

void FilterPane::stop()
{
    ++m_generation;
    m_look.stop();
    m_test.reset();
    m_search.reset();
    m_ranges.reset();
    m_rows->setMatcher(nullptr);
}

void FilterPane::restart()
{
    const QString text = m_terms->text().trimmed();
    QSettings().setValue(kTermsKey, text);
    if (text.isEmpty()) {
        stop();
        showNothing();
        return tell({}, false);
    }
    // Some patterns take long to be made ready.
    const auto make = [text, matchCase = m_case->isChecked()] {
        return std::make_shared<Made>(pipecore::Filter::parse(text, matchCase));
    };
    const int generation = ++m_generation;
    runInBackground(this, make, [this, generation](const std::shared_ptr<Made> &made) {
        if (generation == m_generation)
            begin(std::move(*made));
    });
}

void FilterPane::begin(Made made)
{
    stop();
    if (!made)
        return tell(made.error().text, true);
    m_rows->setMatcher(std::move(made->shown));
    m_test = std::move(made->test);
    m_search = startSearch(m_output->recording()->capture(), *m_test);
    showRows();
    m_look.start();
}

void FilterPane::showNothing()
{
    m_shownRow = -1;
    m_rows->setSource(std::make_unique<pipecore::ContextRows>(
        m_output->recording(), std::make_shared<pipecore::ContextRanges>(0, 0)));
}

// Those found alone cost a count for each block; with others around them, what they are has to be kept.
void FilterPane::showRows()
{
    if (!m_search)
        return;
    const auto &recording = m_output->recording();
    m_shownRow = -1;
    m_ranges.reset();
    m_tooMuchContext = false;
    if (m_before->value() > 0 || m_behind->value() > 0) {
        m_ranges = std::make_shared<pipecore::ContextRanges>(m_before->value(), m_behind->value());
        m_rows->setSource(std::make_unique<pipecore::ContextRows>(recording, m_ranges));
    } else {
        m_rows->setSource(std::make_unique<pipecore::FilteredRows>(recording, m_search, m_test->clone()));
    }
    m_rows->setFollowing(!recording->capture()->hasEnded());
    m_look.start();
    look();
}

void FilterPane::look()
{
    if (!m_search)
        return;
    const bool complete = m_search->isComplete();
    if (m_ranges)
        addContextRows();
    m_rows->sourceGrew();
    tell();
    const bool allAdded = !m_ranges || m_tooMuchContext || m_ranges->taken() >= m_search->total();
    if (complete && allAdded && m_output->recording()->isIndexed())
        m_look.stop();
}

void FilterPane::addContextRows()
{
    if (m_addingContext || m_tooMuchContext)
        return;
    m_addingContext = true;
    std::shared_ptr<pipecore::RowTest> test = m_test->clone();
    const auto add = [recording = m_output->recording(), search = m_search, test, ranges = m_ranges] {
        pipecore::FoundRows found(recording, search, test->clone());
        const qint64 first = ranges->taken();
        return ranges->add(found.numbers(first, std::min(kAtOnce, found.sure() - first)));
    };
    runInBackground(this, add, [this, ranges = m_ranges](bool hadRoom) {
        m_addingContext = false;
        if (ranges != m_ranges)
            return;
        m_tooMuchContext = !hadRoom;
        m_rows->sourceGrew();
    });
}

void FilterPane::tell()
{
    const qint64 total = m_search->total();
    const qint64 end = std::max<qint64>(1, m_output->recording()->capture()->end());
    if (!m_search->error().isEmpty())
        return tell(m_search->error(), true);
    QString text = total == 1 ? tr("1 row matches") : tr("%1 rows match").arg(formatCount(total));
    if (isBehind(*m_search, *m_output->recording()))
        text += QStringLiteral("  %1 %").arg(m_search->searchedEnd() * 100 / end);
    if (m_tooMuchContext)
        text += tr("  (only the first are shown: too many for rows around them)");
    if (m_search->gaveUp())
        text += tr("  (a pattern is too costly for some rows)");
    tell(text, false);
}

void FilterPane::tell(const QString &text, bool isBad)
{
    m_status->setText(text);
    m_status->setToolTip(text);
    if (std::exchange(m_isBad, isBad) != isBad)
        dress();
}

// Leads the output to the row that the caret was put on.
void FilterPane::follow()
{
    const Selection &selection = m_rows->selection();
    if (!selection.hasBegun() || selection.caret().row >= m_rows->rows())
        return;
    const qint64 row = selection.caret().row;
    if (std::exchange(m_shownRow, row) == row)
        return;
    m_output->setFollowing(false);
    m_output->goToRow(m_rows->source().numberAt(row));
}

bool FilterPane::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return QFrame::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key != Qt::Key_Escape && key != Qt::Key_Down && key != Qt::Key_Return && key != Qt::Key_Enter)
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::ShortcutOverride)
        event->accept();
    else if (key == Qt::Key_Escape)
        close();
    else
        m_rows->setFocus(); // to go through them by keyboard
    return true;
}

void FilterPane::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange)
        dress();
}

} // namespace ui
