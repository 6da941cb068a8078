#include "ui/find/gotoplace.h"

#include "pipecore/capture/rowreader.h"
#include "pipecore/text/humanize.h"
#include "ui/base/background.h"
#include "ui/view/outputview.h"

#include <QInputDialog>
#include <QTime>

namespace ui
{

namespace
{

// "90", "1:30" or "1:02:03" in milliseconds.
std::optional<qint64> duration(const QString &text)
{
    qint64 seconds = 0;
    for (const QString &part : text.split(u':')) {
        bool ok = false;
        const int value = part.toInt(&ok);
        if (!ok || value < 0)
            return std::nullopt;
        seconds = seconds * 60 + value;
    }
    return seconds * 1000;
}

std::optional<qint64> rowSince(qint64 milliseconds, const pipecore::Recording::Ptr &recording)
{
    const auto arrival = recording->times().since(std::max<qint64>(0, milliseconds));
    if (!arrival)
        return std::nullopt;
    const qint64 row = pipecore::RowReader(recording->capture(), &recording->index()).rowAt(arrival->offset);
    return row >= 0 ? std::optional(row) : std::nullopt;
}

} // namespace

std::optional<qint64> placeMeant(const QString &text, const pipecore::Recording::Ptr &recording)
{
    const QString place = text.trimmed();
    const qint64 rows = recording->index().rows();
    bool ok = false;
    if (place.endsWith(u'%')) {
        const double percent = place.chopped(1).trimmed().toDouble(&ok);
        if (!ok || percent < 0 || percent > 100 || rows == 0)
            return std::nullopt;
        return std::min(static_cast<qint64>(static_cast<double>(rows) * percent / 100), rows - 1);
    }
    if (place.startsWith(u'+')) {
        const auto since = duration(place.mid(1));
        return since ? rowSince(*since, recording) : std::nullopt;
    }
    if (place.contains(u':')) {
        const QTime time = QTime::fromString(place, place.count(u':') == 1 ? QStringLiteral("H:mm")
                                                                           : QStringLiteral("H:mm:ss"));
        const QDateTime started = recording->record().started.toLocalTime();
        if (!time.isValid() || !started.isValid())
            return std::nullopt;
        QDateTime meant(started.date(), time);
        if (meant < started.addSecs(-60))
            meant = meant.addDays(1); // it ran past midnight
        return rowSince(started.msecsTo(meant), recording);
    }
    const qint64 number = QString(place).remove(u',').remove(u' ').toLongLong(&ok);
    if (!ok || number < 1 || rows == 0)
        return std::nullopt;
    return std::min(number, rows) - 1;
}

void askWhereToGo(OutputView *view, const QString &before)
{
    const auto recording = view->recording();
    QString label = OutputView::tr("A row from 1 to %1, a percentage (40%), a time of day (12:30:15),\n"
                                   "or the time since the start (+90, +1:30):")
                        .arg(pipecore::formatCount(recording->index().rows()));
    if (!before.isEmpty())
        label.prepend(OutputView::tr("\"%1\" is no place in this output.").arg(before) + u'\n');
    bool ok = false;
    const QString text =
        QInputDialog::getText(view->window(), OutputView::tr("Go to"), label, QLineEdit::Normal, before, &ok);
    if (!ok || text.trimmed().isEmpty())
        return;
    runInBackground(
        view, [text, recording] { return placeMeant(text, recording); },
        [view, text](const std::optional<qint64> &row) {
            if (!row)
                return askWhereToGo(view, text);
            view->setFollowing(false);
            view->goToRow(*row);
            view->setFocus();
        });
}

} // namespace ui
