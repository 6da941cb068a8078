// How true a replay is to the times of a recording, and how long a jump in a large one takes until it is
// painted.
//   replaytimes FOLDER MEGABYTES: prints a JSON object, in ms. FOLDER must be empty.

#include "pipecore/session/recording.h"
#include "ui/replay/replaypane.h"
#include "ui/terminal/terminalview.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QSlider>

#include <algorithm>
#include <cstdio>
#include <random>
#include <vector>

using namespace pipecore;

namespace
{

constexpr int kRows = 500;
constexpr qint64 kRowInterval = 21; // ms
constexpr int kJumps = 100;

Recording::Ptr makeRecording(const QString &folder, bool terminal)
{
    QDir().mkpath(folder);
    SessionRecord record;
    record.id = QStringLiteral("bench");
    record.command.terminal = terminal;
    record.command.terminalSize = {160, 50};
    return Recording::create(folder, record).value();
}

void write(Recording &recording, qint64 time, const QByteArray &bytes)
{
    recording.times().append(recording.capture()->end(), time, Stream::Output);
    recording.capture()->append(bytes.constData(), bytes.size());
}

// Tells of each picture of the screen, just before it is painted.
class PaintWatch : public QObject
{
public:
    PaintWatch(const ui::TerminalView *screen, std::function<void()> painted) : m_painted(std::move(painted))
    {
        screen->viewport()->installEventFilter(this);
    }
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            m_painted();
        return false;
    }

private:
    const std::function<void()> m_painted;
};

std::vector<double> lateness(const QString &folder)
{
    const Recording::Ptr recording = makeRecording(folder, false);
    for (int row = 0; row < kRows; ++row)
        write(*recording, 500 + row * kRowInterval, QByteArray::number(row) + '\n');
    recording->capture()->finish();
    ui::ReplayPane pane(recording);
    pane.resize(1200, 800);
    pane.setPlaying(false);
    pane.show();
    QApplication::processEvents();
    std::vector<double> late;
    QElapsedTimer clock;
    int seen = -1;
    const PaintWatch watch(pane.screen(), [&] {
        const TerminalScreen &screen = pane.screen()->screen();
        const int row = screen.cursor().row > 0 ? screen.row(screen.cursor().row - 1).text().toInt() : -1;
        for (; seen < row; ++seen)
            late.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6 -
                           (500.0 + (seen + 1) * kRowInterval));
    });
    pane.setPlaying(true);
    clock.start();
    while (seen < kRows - 1)
        QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return late;
}

std::vector<double> jumps(const QString &folder, bool terminal, qint64 megabytes)
{
    const Recording::Ptr recording = makeRecording(folder, terminal);
    QByteArray piece;
    std::minstd_rand random(1);
    while (piece.size() < 1'000'000) {
        for (int i = 0; i < 60; ++i)
            piece += static_cast<char>('!' + random() % 90);
        piece += terminal ? "\x1b[32mgreen\x1b[m\r\n" : "\x1b[32mgreen\x1b[m\n";
    }
    for (qint64 i = 0; i < megabytes; ++i)
        write(*recording, i * 100, piece);
    recording->capture()->finish();
    ui::ReplayPane pane(recording);
    pane.resize(1200, 800);
    pane.setPlaying(false);
    pane.show();
    auto *slider = pane.findChild<QSlider *>();
    std::vector<double> taken;
    bool shown = false;
    QElapsedTimer clock;
    const PaintWatch watch(pane.screen(), [&] { shown = pane.screen()->isUpToDate(); });
    for (int i = 0; i < kJumps; ++i) {
        QApplication::processEvents();
        shown = false;
        const qint64 before = pane.clock().offset();
        clock.start();
        slider->setValue(static_cast<int>(random() % static_cast<unsigned>(pane.clock().duration())));
        if (pane.clock().offset() == before)
            continue; // there is nothing to paint
        while (!shown)
            QApplication::processEvents(QEventLoop::WaitForMoreEvents);
        taken.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    return taken;
}

void print(const char *name, std::vector<double> values, const char *end)
{
    std::sort(values.begin(), values.end());
    std::printf("\"%s\": {\"min\": %.1f, \"p50\": %.1f, \"max\": %.1f}%s", name, values.front(),
                values[values.size() / 2], values.back(), end);
}

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    if (argc != 3) {
        std::fprintf(stderr, "replaytimes FOLDER MEGABYTES\n");
        return 2;
    }
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    std::printf("{");
    print("late", lateness(folder.filePath(QStringLiteral("late"))), ", ");
    print("jump", jumps(folder.filePath(QStringLiteral("jump")), false, std::atoll(argv[2])), ", ");
    print("terminal_jump", jumps(folder.filePath(QStringLiteral("terminal")), true, std::atoll(argv[2])),
          "}\n");
    return 0;
}
