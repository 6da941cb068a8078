#include "ui/marks/marker.h"

#include "pipecore/session/filemarks.h"
#include "ui/base/background.h"
#include "ui/view/colorscheme.h"
#include "ui/view/outputview.h"
#include "ui/view/overviewbar.h"

namespace ui
{

using pipecore::Marks;

Marker::Marker(OutputView *view, OverviewBar *overview) : QObject(view), m_view(view), m_overview(overview)
{
    m_view->setMarks(&m_marks);
    m_overview->setLayer(QStringLiteral("marks"), {ColorScheme::kMark, [this](qint64 from, qint64 to) {
                                                       return m_marks.count(from, to);
                                                   }});
}

void Marker::load()
{
    const auto readMarks = [folder = m_view->recording()->folder(), file = m_view->recording()->plainFile()] {
        return !folder.isEmpty() ? Marks::read(folder)
               : !file.isEmpty() ? pipecore::filemarks::read(file)
                                 : Marks();
    };
    runInBackground(this, readMarks, [this](const Marks &read) {
        const Marks set = std::exchange(m_marks, read);
        for (const auto &[row, note] : set.all()) // meanwhile
            m_marks.set(row, note);
        m_isLoaded = true;
        m_view->viewport()->update();
        m_overview->refresh();
        if (!set.all().empty())
            save();
    });
}

qint64 Marker::currentRow() const
{
    if (m_view->rows() == 0)
        return -1;
    const Selection &selection = m_view->selection();
    const qint64 position = selection.hasBegun() ? selection.caret().row : m_view->topRow();
    return m_view->source().numberAt(std::min(position, m_view->rows() - 1));
}

void Marker::toggle(qint64 row)
{
    if (row < 0)
        return;
    if (m_marks.isMarked(row)) {
        m_marks.remove(row);
        changed();
    } else {
        setNote(row, {});
    }
}

void Marker::setNote(qint64 row, const QString &note)
{
    if (!m_marks.set(row, note))
        return emit told(tr("There are %1 marks already; that is as many as are kept.").arg(Marks::kMost));
    changed();
}

void Marker::add(const std::vector<std::pair<qint64, QString>> &rows)
{
    bool added = false;
    for (const auto &[row, note] : rows)
        added |= !m_marks.isMarked(row) && m_marks.set(row, note);
    if (added)
        changed();
}

void Marker::next()
{
    go(m_marks.next(currentRow()));
}

void Marker::previous()
{
    go(m_marks.previous(currentRow()));
}

void Marker::go(qint64 row)
{
    if (row < 0)
        return emit told(tr("No row is marked."));
    m_view->setFollowing(false);
    m_view->goToRow(row);
    if (const QString note = m_marks.note(row); !note.isEmpty())
        emit told(note);
}

void Marker::changed()
{
    m_view->viewport()->update();
    m_overview->refresh();
    save();
}

// One write at a time: the last state is the one that stays.
void Marker::save()
{
    const QString folder = m_view->recording()->folder();
    const QString file = m_view->recording()->plainFile();
    if ((folder.isEmpty() && file.isEmpty()) || !m_isLoaded)
        return;
    if (std::exchange(m_saving, true)) {
        m_saveAgain = true;
        return;
    }
    runInBackground(
        this,
        [folder, file, marks = m_marks] {
            const auto written =
                folder.isEmpty() ? pipecore::filemarks::write(file, marks) : marks.write(folder);
            return written ? QString() : written.error();
        },
        [this](const QString &error) {
            m_saving = false;
            if (!error.isEmpty())
                emit told(error);
            if (std::exchange(m_saveAgain, false))
                save();
        });
}

} // namespace ui
