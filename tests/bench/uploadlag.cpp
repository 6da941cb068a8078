// How long output waits for its acknowledgement, for each live mode, at 1 KB/s and at 1 MB/s: p50, p99 and
// the most, in milliseconds. uploadlag [SECONDS]. A stream is acknowledged as a whole; its row tells when
// bytes were given to the network.

#include "pipecore/net/upload/upload.h"
#include "tests/net/growingrecording.h"
#include "tests/net/nodepeer.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <deque>

using namespace pipecore;

namespace
{

struct Piece {
    qint64 end;
    qint64 written; // ms
};

void measure(UploadMode mode, const QString &path, int bytesPerSecond, int seconds)
{
    NodePeer peer(mode == UploadMode::Tus ? QStringLiteral("tus.js") : QStringLiteral("receiver.js"));
    NetworkThread network;
    GrowingRecording recording;
    UploadTarget target;
    target.url = peer.url(path);
    target.mode = mode;
    std::deque<Piece> waiting;
    std::vector<qint64> lags;
    QElapsedTimer clock;
    clock.start();
    Upload upload(target, recording.get(), &network);
    QObject::connect(&upload, &Upload::changed, [&] {
        const UploadStatus &status = upload.status();
        const qint64 there = mode == UploadMode::Stream ? status.sent : status.acknowledged;
        for (; !waiting.empty() && waiting.front().end <= there; waiting.pop_front())
            lags.push_back(clock.elapsed() - waiting.front().written);
        if (status.isFinal())
            QCoreApplication::quit();
    });
    // A line of 100 bytes at a time, or as many as the rate wants each 10 ms.
    const int lines = std::max(1, bytesPerSecond / 100 / 100);
    QTimer writer;
    writer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&writer, &QTimer::timeout, [&] {
        for (int i = 0; i < lines; ++i)
            recording.write(QByteArray(99, 'x') + '\n');
        waiting.push_back({recording.bytes().size(), clock.elapsed()});
        if (clock.elapsed() > seconds * 1000) {
            writer.stop();
            recording.end();
        }
    });
    writer.start(lines * 100 * 1000 / bytesPerSecond);
    QCoreApplication::exec();
    std::sort(lags.begin(), lags.end());
    const auto part = [&](double p) {
        return static_cast<long long>(lags.empty() ? -1
                                                   : lags[static_cast<size_t>(p * double(lags.size() - 1))]);
    };
    std::printf("%-8s %9d B/s  p50 %5lld  p99 %5lld  max %5lld ms  (%zu pieces)\n",
                qPrintable(modeName(mode)), bytesPerSecond, part(0.5), part(0.99), part(1), lags.size());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const int seconds = argc > 1 ? atoi(argv[1]) : 10;
    for (const int rate : {1'000, 1'000'000}) {
        measure(UploadMode::Tus, QStringLiteral("/files"), rate, seconds);
        measure(UploadMode::Append, QStringLiteral("/append"), rate, seconds);
        measure(UploadMode::Batch, QStringLiteral("/batch"), rate, seconds);
        measure(UploadMode::Stream, QStringLiteral("/stream"), rate, seconds);
    }
    return 0;
}
