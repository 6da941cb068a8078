#include "ui/window/viewcontrols.h"

#include "ui/base/background.h"
#include "ui/find/filterpane.h"
#include "ui/highlight/highlightdialog.h"
#include "ui/highlight/highlighter.h"
#include "ui/session/sessionpage.h"
#include "ui/view/outputview.h"
#include "ui/window/actions.h"

#include <QInputDialog>
#include <QSettings>
#include <QStringDecoder>

namespace ui
{

namespace
{

const QString kWrapKey = QStringLiteral("view/wrap");
const QString kNumbersKey = QStringLiteral("view/lineNumbers");
const QString kTimesKey = QStringLiteral("view/times");
const QString kStreamsKey = QStringLiteral("view/streams");
const QString kEditorKey = QStringLiteral("view/editor");

constexpr const char *kEncodings[] = {
    "UTF-8",        "ISO-8859-1", "ISO-8859-2", "ISO-8859-15", "windows-1250", "windows-1251", "windows-1252",
    "windows-1256", "KOI8-R",     "KOI8-U",     "IBM437",      "IBM850",       "Shift_JIS",    "EUC-JP",
    "ISO-2022-JP",  "GB18030",    "Big5",       "EUC-KR",      "UTF-16LE",     "UTF-16BE"};

} // namespace

ViewControls::ViewControls(Actions *actions, Pages pages, Current current, QWidget *window)
    : QObject(window), m_actions(actions), m_pages(std::move(pages)), m_current(std::move(current)),
      m_window(window)
{
    const QSettings settings;
    m_wrap = std::clamp(settings.value(kWrapKey, 0).toInt(), 0, 2);
    m_gutter.numbers = settings.value(kNumbersKey, true).toBool();
    m_gutter.streams = settings.value(kStreamsKey, true).toBool();
    m_gutter.times =
        static_cast<GutterOptions::Times>(std::clamp(settings.value(kTimesKey, 0).toInt(), 0, 3));
    QAction *const wraps[] = {actions->wrapOff, actions->wrapCharacter, actions->wrapWord};
    QAction *const modes[] = {actions->modeText, actions->modeRaw, actions->modeHex};
    QAction *const times[] = {actions->timesOff, actions->timesClock, actions->timesStart, actions->timesRow};
    wraps[m_wrap]->setChecked(true);
    modes[0]->setChecked(true);
    times[static_cast<int>(m_gutter.times)]->setChecked(true);
    actions->lineNumbers->setChecked(m_gutter.numbers);
    actions->streamMarks->setChecked(m_gutter.streams);
    for (int i = 0; i < 3; ++i) {
        connect(wraps[i], &QAction::triggered, this, [this, i] { setWrap(i); });
        connect(modes[i], &QAction::triggered, this, [this, i] { setMode(i); });
    }
    for (int i = 0; i < 4; ++i)
        connect(times[i], &QAction::triggered, this, [this, i] {
            GutterOptions options = m_gutter;
            options.times = static_cast<GutterOptions::Times>(i);
            setGutter(options);
        });
    connect(actions->lineNumbers, &QAction::triggered, this, [this](bool on) {
        GutterOptions options = m_gutter;
        options.numbers = on;
        setGutter(options);
    });
    connect(actions->streamMarks, &QAction::triggered, this, [this](bool on) {
        GutterOptions options = m_gutter;
        options.streams = on;
        setGutter(options);
    });
    connect(actions->cycleMode, &QAction::triggered, this, [this] {
        if (SessionPage *page = m_current())
            setMode((static_cast<int>(page->view()->viewMode()) + 1) % 3);
    });
    connect(actions->toggleFrames, &QAction::triggered, this, [this] {
        SessionPage *page = m_current();
        if (page && page->view()->selection().hasBegun())
            page->view()->toggleFrames(page->view()->selection().caret().row);
        else if (page)
            page->showNote(
                tr("Click on a line first; a triangle beside it tells that it has several states."));
    });
    connect(actions->nextGap, &QAction::triggered, this, &ViewControls::goToNextGap);
    connect(actions->encoding, &QAction::triggered, this, &ViewControls::chooseEncoding);
    makeHighlighter();
    connect(actions->highlights, &QAction::triggered, this, &ViewControls::chooseHighlights);
    connect(actions->editorCommand, &QAction::triggered, this, &ViewControls::chooseEditor);
}

void ViewControls::apply(SessionPage *page)
{
    page->view()->setWrap(static_cast<Wrap>(m_wrap));
    page->view()->setGutterOptions(m_gutter);
    applyHighlights(page);
    for (OutputView *view : {page->view(), page->filterPane()->rows()})
        connect(view, &OutputView::linkActivated, this, &ViewControls::follow);
    connect(page->view(), &OutputView::saveSelectionRequested, m_actions->saveSelection, &QAction::trigger);
}

void ViewControls::showStateOf(SessionPage *page)
{
    for (QAction *action : {m_actions->cycleMode, m_actions->modeText, m_actions->modeRaw, m_actions->modeHex,
                            m_actions->nextGap, m_actions->toggleFrames, m_actions->encoding})
        action->setEnabled(page != nullptr);
    QAction *const modes[] = {m_actions->modeText, m_actions->modeRaw, m_actions->modeHex};
    modes[page ? static_cast<int>(page->view()->viewMode()) : 0]->setChecked(true);
}

void ViewControls::setWrap(int wrap)
{
    m_wrap = wrap;
    QSettings().setValue(kWrapKey, wrap);
    for (SessionPage *page : m_pages())
        page->view()->setWrap(static_cast<Wrap>(wrap));
}

void ViewControls::setMode(int mode)
{
    if (SessionPage *page = m_current())
        page->view()->setViewMode(static_cast<ViewMode>(mode));
    showStateOf(m_current());
}

void ViewControls::setGutter(const GutterOptions &options)
{
    m_gutter = options;
    QSettings settings;
    settings.setValue(kNumbersKey, options.numbers);
    settings.setValue(kStreamsKey, options.streams);
    settings.setValue(kTimesKey, static_cast<int>(options.times));
    for (SessionPage *page : m_pages())
        page->view()->setGutterOptions(options);
}

void ViewControls::goToNextGap()
{
    SessionPage *page = m_current();
    if (!page || page->view()->rows() == 0)
        return;
    bool chosen = false;
    const double seconds =
        QInputDialog::getDouble(m_window, tr("Next gap in time"), tr("A pause of at least, in seconds:"),
                                m_gapSeconds, 0.001, 1e6, 3, &chosen);
    if (!chosen)
        return;
    m_gapSeconds = seconds;
    OutputView *view = page->view();
    const qint64 from = view->selection().hasBegun() ? view->selection().caret().row : view->topRow();
    const auto rows = view->source().rows(from, 1);
    if (rows.empty())
        return;
    const auto find = [recording = page->recording(), offset = rows.front().span.end,
                       ms = static_cast<qint64>(seconds * 1000)]() -> qint64 {
        const auto gap = recording->times().nextGap(offset, ms);
        pipecore::RowReader reader(recording->capture(), &recording->index());
        return gap ? reader.rowAt(gap->offset) : -1;
    };
    runInBackground(page, find, [this, page, seconds](qint64 row) {
        if (row >= 0)
            page->view()->goToRow(row);
        else
            page->showNote(tr("Below, nothing came after a pause of %1 s or more.").arg(seconds));
    });
}

void ViewControls::chooseEncoding()
{
    SessionPage *page = m_current();
    if (!page)
        return;
    QStringList names;
    for (const char *name : kEncodings)
        if (QStringDecoder(name).isValid())
            names << QString::fromLatin1(name);
    const QByteArray now = page->recording()->encoding();
    bool chosen = false;
    const QString name = QInputDialog::getItem(
        m_window, tr("Encoding"), tr("Read the output as:"), names,
        static_cast<int>(std::max<qsizetype>(0, names.indexOf(QString::fromLatin1(now)))), true, &chosen);
    if (!chosen)
        return;
    if (!QStringDecoder(name.toLatin1().constData()).isValid())
        return page->showError(tr("There is no encoding of the name \"%1\" here.").arg(name));
    page->recording()->setEncoding(name.toLatin1());
    page->view()->encodingChanged();
}

void ViewControls::chooseEditor()
{
    bool chosen = false;
    const QString command =
        QInputDialog::getText(m_window, tr("Editor for files"),
                              tr("The command that opens a file which the output names.\n%f is its path, %l "
                                 "the line, %c the column; "
                                 "nothing: as the desktop does."),
                              QLineEdit::Normal, QSettings().value(kEditorKey).toString(), &chosen);
    if (chosen)
        QSettings().setValue(kEditorKey, command.trimmed());
}

// One that cannot be used any more, as by another version of the program, is as none.
void ViewControls::makeHighlighter()
{
    const QString name = highlightsets::current();
    m_highlighter.reset();
    if (!name.isEmpty())
        m_highlighter = Highlighter::make(highlightsets::read(name)).value_or(nullptr);
}

void ViewControls::applyHighlights(SessionPage *page)
{
    const auto colour = [highlighter = m_highlighter](pipecore::CellLine &line) {
        return highlighter->apply(line);
    };
    for (OutputView *view : {page->view(), page->filterPane()->rows()})
        view->setColouring(m_highlighter ? colour : OutputView::Colouring());
}

void ViewControls::chooseHighlights()
{
    HighlightDialog dialog(m_window);
    if (dialog.exec() != QDialog::Accepted)
        return;
    makeHighlighter();
    for (SessionPage *page : m_pages())
        applyHighlights(page);
}

void ViewControls::follow(const Link &link)
{
    openLink(link, QSettings().value(kEditorKey).toString());
}

} // namespace ui
