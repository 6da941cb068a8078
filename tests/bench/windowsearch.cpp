// What a search in the window takes, from the last key to the count of all rows: in a file that is open and
// indexed, by the find bar (find) or in the filter pane (filter). Prints seconds, rows, the milliseconds to
// the first picture with a match, the growth of the memory's peak in kB, and the longest event of the time in
// ms.

#include "pipecore/net/upload/upload.h"
#include "pipecore/session/recording.h"
#include "ui/base/stallmeter.h"
#include "ui/find/filterpane.h"
#include "ui/find/findbar.h"
#include "ui/find/finder.h"
#include "ui/session/sessionpage.h"
#include "ui/view/outputview.h"

#include <QComboBox>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSettings>
#include <QTemporaryDir>
#include <QToolButton>

#include <cstdio>
#include <cstring>
#include <functional>

#include <sys/resource.h>

namespace
{

qint64 peakKb()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

void waitUntil(const std::function<bool()> &condition)
{
    while (!condition())
        QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
}

/// Of a status such as "1 of 1,204 rows" or "1,204 rows match"; -1 while it is being counted.
qint64 rowsIn(const QString &status)
{
    if (status.isEmpty() || status.contains(u'%') || status.contains(u'…'))
        return -1;
    static const QRegularExpression count(QStringLiteral("([\\d,.]+) rows?(?: match(?:es)?)?$"));
    const QRegularExpressionMatch match = count.match(status);
    return match.hasMatch() ? match.captured(1).remove(u',').toLongLong()
                            : (status.startsWith(QStringLiteral("no row")) ? 0 : -1);
}

} // namespace

int main(int argc, char *argv[])
{
    if (argc != 4) {
        std::fprintf(stderr, "windowsearch find|filter PATTERN FILE\n");
        return 2;
    }
    const bool filter = std::strcmp(argv[1], "filter") == 0;
    const QString pattern = QString::fromUtf8(argv[2]);
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    ui::MeasuredApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("runnel-bench"));
    QSettings().setValue(QStringLiteral("find/regex"), true);
    QSettings().setValue(QStringLiteral("find/case"), true);
    const auto recording = pipecore::Recording::openFile(QString::fromUtf8(argv[3]));
    if (!recording) {
        std::fprintf(stderr, "windowsearch: %s\n", qPrintable(recording.error()));
        return 1;
    }
    pipecore::NetworkThread network;
    ui::SessionPage page(*recording, &network);
    page.resize(1000, 700);
    page.show();
    QTimer alive; // wakes the loop: nothing here may wait for an event that does not come
    alive.start(1);
    waitUntil([&] { return (*recording)->isIndexed() && page.view()->frames() > 0; });
    page.view()->setFollowing(false);
    page.view()->scrollToRow(0);

    auto *bar = page.findChild<ui::FindBar *>();
    ui::OutputView *shown = filter ? page.filterPane()->rows() : page.view();
    if (filter) {
        page.filterPane()->open();
        for (QToolButton *button : page.filterPane()->findChildren<QToolButton *>())
            button->setChecked(true); // upper and lower case differ; the others cannot be checked
    } else {
        page.finder()->open();
    }
    const auto status = [&] { return filter ? page.filterPane()->status() : bar->status(); };
    waitUntil([&, frames = shown->frames()] { return shown->frames() > frames || !status().isEmpty(); });
    const qint64 before = peakKb();
    QElapsedTimer clock;
    clock.start();
    if (filter) {
        auto *terms = page.filterPane()->findChild<QLineEdit *>();
        terms->setText(u'/' + QString(pattern).replace(u'/', QStringLiteral("\\/")) + u'/');
    } else {
        bar->findChild<QComboBox *>()->setEditText(pattern);
    }
    double firstMs = 0;
    qint64 framesAt = -1; // when there was first something to be painted
    qint64 rows = -1;
    double seconds = 0;
    waitUntil([&] {
        const bool hasFirst = filter ? shown->rows() > 0 : shown->hasSelection();
        if (hasFirst && framesAt < 0)
            framesAt = shown->frames();
        if (framesAt >= 0 && firstMs == 0 && shown->frames() > framesAt)
            firstMs = static_cast<double>(clock.nsecsElapsed()) / 1e6;
        if (rows < 0) {
            rows = rowsIn(status());
            seconds = static_cast<double>(clock.nsecsElapsed()) / 1e9;
        }
        return rows == 0 || (rows > 0 && firstMs > 0);
    });
    const QJsonObject told{{QStringLiteral("seconds"), seconds},
                           {QStringLiteral("rows"), rows},
                           {QStringLiteral("first_ms"), firstMs},
                           {QStringLiteral("grown_kb"), peakKb() - before},
                           {QStringLiteral("longest_ms"), application.stalls()[QStringLiteral("max")]}};
    std::puts(QJsonDocument(told).toJson(QJsonDocument::Compact).constData());
    return 0;
}
