#include "ui/problems/problemspane.h"

#include "pipecore/text/humanize.h"
#include "ui/base/background.h"
#include "ui/base/iconbutton.h"
#include "ui/find/search.h"
#include "ui/problems/problemsmodel.h"
#include "ui/view/outputview.h"
#include "ui/view/overviewbar.h"

#include <QDir>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QMessageBox>
#include <QSettings>
#include <QToolButton>
#include <QTreeView>

namespace ui
{

using pipecore::formatCount;
using pipecore::Problem;
using pipecore::ProblemReader;
using pipecore::ProblemRule;

/// Rules, and what finds the rows that they are for.
struct ProblemsPane::Made {
    std::vector<ProblemRule> rules;
    std::unique_ptr<pipecore::RowTest> test; // null: see `error`
    QString error;                           // a sentence

    static std::shared_ptr<Made> of(const QStringList &patterns);
};

namespace
{

constexpr int kLookInterval = 150; // ms
constexpr qint64 kAtOnce = 500;    // rows to be read in one go
constexpr qint64 kRowsBelow = 8;   // that a problem may still be waiting for
const QString kPatternsKey = QStringLiteral("problems/patterns");

} // namespace

std::shared_ptr<ProblemsPane::Made> ProblemsPane::Made::of(const QStringList &patterns)
{
    auto made = std::make_shared<Made>();
    for (const QString &pattern : patterns) {
        auto rule = ProblemRule::make(pattern);
        if (!rule) {
            made->error = rule.error();
            return made;
        }
        made->rules.push_back(std::move(*rule));
    }
    if (auto test = ProblemReader::test(made->rules))
        made->test = std::move(*test);
    else
        made->error = test.error();
    return made;
}

ProblemsPane::ProblemsPane(OutputView *output, OverviewBar *overview, QWidget *parent)
    : QFrame(parent), m_output(output), m_overview(overview), m_model(new ProblemsModel(this)),
      m_list(new QTreeView(this)), m_status(new QLabel(this))
{
    setAccessibleName(tr("Problems"));
    setAutoFillBackground(true);
    m_list->setModel(m_model);
    m_list->setAccessibleName(tr("Errors and warnings in the output"));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(ProblemsModel::Text, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(ProblemsModel::Place, QHeaderView::Interactive);
    m_list->header()->resizeSection(ProblemsModel::Place, fontMetrics().averageCharWidth() * 44);
    m_status->setTextFormat(Qt::PlainText);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(8, 4, 6, 4);
    line->setSpacing(4);
    layout->addLayout(line);
    layout->addWidget(m_list, 1);
    line->addWidget(m_status, 1);
    m_previous = new IconButton(QStringLiteral("previous"), tr("Previous problem (Shift+F8)"), this);
    m_next = new IconButton(QStringLiteral("next"), tr("Next problem (F8)"), this);
    m_patterns = new IconButton(QStringLiteral("filter"), tr("Patterns of your own…"), this);
    m_close = new IconButton(QStringLiteral("close"), tr("Close (Esc)"), this);
    for (QToolButton *button : {m_previous, m_next, m_patterns, m_close})
        line->addWidget(button);

    const auto layer = [this](const QColor &color, bool warnings) {
        return OverviewLayer{
            color, [this, warnings](qint64 from, qint64 to) { return m_model->count(from, to, warnings); }};
    };
    // Layers are painted in the order of their names: an error over a warning.
    m_overview->setLayer(QStringLiteral("problems 1"), layer(kWarning, true));
    m_overview->setLayer(QStringLiteral("problems 2"), layer(kError, false));

    m_look.setInterval(kLookInterval);
    connect(&m_look, &QTimer::timeout, this, &ProblemsPane::look);
    connect(m_previous, &QToolButton::clicked, this, &ProblemsPane::previous);
    connect(m_next, &QToolButton::clicked, this, &ProblemsPane::next);
    connect(m_patterns, &QToolButton::clicked, this, &ProblemsPane::choosePatterns);
    connect(m_close, &QToolButton::clicked, this, &ProblemsPane::close);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ProblemsPane::goTo);
    connect(m_list, &QTreeView::activated, this, &ProblemsPane::openFile);
    hide();
}

ProblemsPane::~ProblemsPane() = default;

void ProblemsPane::open()
{
    show();
    m_list->setFocus();
    if (!m_search)
        start();
}

void ProblemsPane::close()
{
    hide();
    m_output->setFocus();
}

QString ProblemsPane::status() const
{
    return m_status->text();
}

void ProblemsPane::stop()
{
    ++m_generation;
    m_look.stop();
    m_test.reset();
    m_search.reset();
    m_model->clear();
    m_overview->refresh();
    m_taken = 0;
    m_error.clear();
}

void ProblemsPane::start()
{
    stop();
    const auto make = [patterns = QSettings().value(kPatternsKey).toStringList()] {
        auto made = Made::of(patterns);
        if (!made->test) { // the tools' own are still of use
            const QString error = made->error;
            made = Made::of({});
            made->error = error;
        }
        return made;
    };
    runInBackground(this, make, [this, generation = m_generation](const std::shared_ptr<Made> &made) {
        if (generation == m_generation)
            begin(*made);
    });
}

void ProblemsPane::begin(Made &made)
{
    stop();
    m_error = made.error;
    if (!made.test)
        return m_status->setText(m_error);
    m_rules = std::move(made.rules);
    m_test = std::move(made.test);
    m_search = startSearch(m_output->recording()->capture(), *m_test);
    m_look.start();
    look();
}

void ProblemsPane::look()
{
    if (!m_search)
        return;
    const bool complete = m_search->isComplete();
    collect();
    tell();
    const bool allTaken = m_taken >= m_search->total() || m_model->problems().size() >= ProblemsModel::kMost;
    if (complete && allTaken && m_output->recording()->isIndexed())
        m_look.stop();
}

// What has just come may have more to say in rows that come behind it, unless it stands still.
void ProblemsPane::collect()
{
    const auto &recording = m_output->recording();
    const qint64 rows = recording->index().rows();
    const bool stands = recording->capture()->hasEnded() || std::exchange(m_rowsBefore, rows) == rows;
    if (m_collecting || m_model->problems().size() >= ProblemsModel::kMost)
        return;
    struct Collected {
        std::vector<Problem> problems;
        qint64 taken = 0;
    };
    m_collecting = true;
    std::shared_ptr<pipecore::RowTest> test = m_test->clone();
    const auto work = [recording, search = m_search, test, rules = m_rules, first = m_taken,
                       end = stands ? rows : rows - kRowsBelow] {
        pipecore::FoundRows found(recording, search, test->clone());
        ProblemReader reader(recording, rules);
        Collected collected;
        for (const qint64 row : found.numbers(first, std::min(kAtOnce, found.sure() - first))) {
            if (row >= end)
                break;
            ++collected.taken;
            if (const auto problem = reader.at(row))
                collected.problems.push_back(*problem);
        }
        return collected;
    };
    runInBackground(this, work, [this, generation = m_generation](const Collected &collected) {
        m_collecting = false;
        if (generation != m_generation)
            return;
        m_taken += collected.taken;
        m_model->add(collected.problems);
        if (!collected.problems.empty())
            m_overview->refresh();
        if (!collected.problems.empty())
            if (const int wanted = std::exchange(m_stepWanted, 0); wanted != 0)
                step(wanted > 0);
        tell();
        if (collected.taken == kAtOnce)
            collect();
    });
}

void ProblemsPane::tell()
{
    const auto count = static_cast<qint64>(m_model->problems().size());
    const qint64 warnings = m_model->warnings();
    const qint64 errors = count - warnings;
    QString text = tr("%1 and %2")
                       .arg(errors == 1 ? tr("1 error") : tr("%1 errors").arg(formatCount(errors)),
                            warnings == 1 ? tr("1 warning") : tr("%1 warnings").arg(formatCount(warnings)));
    if (m_model->problems().size() >= ProblemsModel::kMost)
        text += tr("; more are not listed");
    if (m_search && isBehind(*m_search, *m_output->recording()))
        text += tr("; searching…");
    for (const QString &error : {m_error, m_search ? m_search->error() : QString()})
        if (!error.isEmpty())
            text += u' ' + error;
    m_status->setText(text);
}

void ProblemsPane::goTo(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    m_output->setFollowing(false);
    m_output->goToRow(m_model->problems()[static_cast<size_t>(index.row())].row);
}

void ProblemsPane::openFile(const QModelIndex &index)
{
    const Problem &problem = m_model->problems()[static_cast<size_t>(index.row())];
    if (problem.file.isEmpty())
        return;
    Link link;
    link.isFile = true;
    link.target = QDir(m_output->recording()->record().directory).absoluteFilePath(problem.file);
    link.line = problem.line;
    link.column = problem.column;
    emit m_output->linkActivated(link);
}

void ProblemsPane::choose(int problem)
{
    const QModelIndex index = m_model->index(problem, 0);
    if (m_list->currentIndex() == index)
        goTo(index);
    else
        m_list->setCurrentIndex(index);
}

void ProblemsPane::step(bool forward)
{
    if (m_model->problems().empty()) {
        m_stepWanted = forward ? 1 : -1;
        if (isHidden())
            open();
        return;
    }
    const Selection &selection = m_output->selection();
    const qint64 position = selection.hasBegun() ? selection.caret().row : m_output->topRow();
    const qint64 row = m_output->source().numberAt(
        std::clamp<qint64>(position, 0, std::max<qint64>(0, m_output->rows() - 1)));
    choose(forward ? m_model->next(selection.hasBegun() ? row : row - 1) : m_model->previous(row));
}

void ProblemsPane::next()
{
    step(true);
}

void ProblemsPane::previous()
{
    step(false);
}

void ProblemsPane::choosePatterns()
{
    askForPatterns(QSettings().value(kPatternsKey).toStringList().join(u'\n'));
}

void ProblemsPane::askForPatterns(const QString &before)
{
    bool chosen = false;
    const QString text = QInputDialog::getMultiLineText(
        window(), tr("Patterns of problems"),
        tr("One regular expression a line, for rows that tell of a problem. What they call file, line, "
           "column,\nkind (\"warning\", or else an error) and text is taken from the row, as in\n"
           "^BAD (?<file>\\S+):(?<line>\\d+) (?<text>.*)"),
        before, &chosen);
    if (!chosen)
        return;
    const QStringList patterns = text.split(u'\n', Qt::SkipEmptyParts);
    runInBackground(
        this, [patterns] { return Made::of(patterns); },
        [this, patterns, text](const std::shared_ptr<Made> &made) {
            if (!made->test) {
                QMessageBox::warning(window(), tr("Patterns of problems"), made->error);
                return askForPatterns(text);
            }
            QSettings().setValue(kPatternsKey, patterns);
            begin(*made);
        });
}

void ProblemsPane::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QFrame::keyPressEvent(event);
}

} // namespace ui
