#include "pipecore/net/upload/upload.h"

#include "pipecore/net/upload/appendupload.h"
#include "pipecore/net/upload/batchupload.h"
#include "pipecore/net/upload/keychain.h"
#include "pipecore/net/upload/streamupload.h"
#include "pipecore/net/upload/tusupload.h"
#include "pipecore/net/upload/wholeupload.h"
#include "pipecore/session/showncommand.h"

#include <QDir>

#include <algorithm>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

namespace pipecore
{

namespace
{

constexpr int kNiceness = 10;      // a tenth of the processor's time that others get, when all want it
constexpr qint64 kRateSpan = 1000; // ms that a rate is an average of

std::shared_ptr<UploadLog> makeLog(const UploadTarget &target, const QString &folder)
{
    QString path;
    if (!folder.isEmpty()) {
        path = QDir(folder).filePath(UploadState::fileName(target));
        path.replace(QStringLiteral(".json"), QStringLiteral(".log"));
    }
    return std::make_shared<UploadLog>(path);
}

UploadWorker *makeWorker(const UploadState &state, const Recording::Ptr &recording,
                         std::shared_ptr<UploadLog> log)
{
    const SessionRecord &record = recording->record();
    return makeUploadWorker({state, recording, std::move(log), record.id, shownCommand(record),
                             record.started, recording->folder()});
}

} // namespace

UploadWorker *makeUploadWorker(UploadJob job)
{
    switch (job.target().mode) {
    case UploadMode::Form:
        return new FormUpload(std::move(job));
    case UploadMode::Tus:
        return new TusUpload(std::move(job));
    case UploadMode::Append:
        return new AppendUpload(std::move(job));
    case UploadMode::Batch:
        return new BatchUpload(std::move(job));
    case UploadMode::Stream:
        return new StreamUpload(std::move(job));
    case UploadMode::Whole:
        break;
    }
    return new WholeUpload(std::move(job));
}

NetworkThread::NetworkThread()
{
    setObjectName(QStringLiteral("network"));
    start();
}

NetworkThread::~NetworkThread()
{
    quit();
    wait();
}

// Where processors are short, the command, what takes in its output, and the window come first. The threads
// that an upload starts inherit this.
void NetworkThread::run()
{
    const auto self = static_cast<id_t>(::gettid()); // Linux: a priority is a thread's
    ::setpriority(PRIO_PROCESS, self, std::min(19, ::getpriority(PRIO_PROCESS, self) + kNiceness));
    exec();
}

Upload::Upload(UploadTarget target, const Recording::Ptr &recording, NetworkThread *network, QObject *parent)
    : Upload(UploadState::readFor(target, recording->folder()), recording, network, parent)
{
    m_status.state = UploadStatus::State::Waiting;
    m_status.text.clear();
    QMetaObject::invokeMethod(m_worker, &UploadWorker::remember);
    if (target.isLive() || target.start == UploadTarget::Start::Now) {
        begin();
        return;
    }
    auto *watch = new CaptureWatch(recording->capture(), this);
    connect(watch, &CaptureWatch::moved, this, &Upload::beginIfEnded);
    beginIfEnded();
}

Upload::Upload(UploadState state, const Recording::Ptr &recording, NetworkThread *network, QObject *parent)
    : QObject(parent), m_state(std::move(state)), m_recording(recording),
      m_log(makeLog(m_state.target, recording->folder())), m_worker(makeWorker(m_state, recording, m_log))
{
    qRegisterMetaType<UploadStatus>();
    m_status.state = UploadStatus::State::Failed;
    m_status.text = QStringLiteral("interrupted");
    m_status.acknowledged = m_status.sent = m_state.acknowledged;
    m_worker->moveToThread(network);
    connect(network, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &UploadWorker::changed, this, [this](const UploadStatus &status) {
        if (m_status.isFinal())
            return;
        m_status = status;
        emit changed();
    });
}

Upload::~Upload()
{
    m_worker->disconnect(this);
    m_worker->deleteLater();
}

void Upload::beginIfEnded()
{
    if (!m_begun && !m_isAsking && m_recording->capture()->hasEnded() && !m_status.isFinal())
        begin();
}

void Upload::begin()
{
    if (!target().token.isEmpty() || target().tokenEntry.isEmpty())
        return startWorker();
    if (std::exchange(m_isAsking, true))
        return;
    m_status.text = QStringLiteral("waiting for the keychain");
    keychain::read(target().tokenEntry, this, [this](const tl::expected<QByteArray, QString> &token) {
        m_isAsking = false;
        if (m_status.isFinal())
            return; // it was cancelled
        if (token) {
            m_status.text.clear();
            QMetaObject::invokeMethod(m_worker,
                                      [worker = m_worker, token = *token] { worker->setToken(token); });
            startWorker();
        } else {
            m_status.state = UploadStatus::State::Failed;
            m_status.text = token.error();
        }
        emit changed();
    });
}

void Upload::startWorker()
{
    m_begun = true;
    QMetaObject::invokeMethod(m_worker, &UploadWorker::start);
}

void Upload::cancel()
{
    if (m_status.isFinal())
        return;
    if (m_begun)
        QMetaObject::invokeMethod(m_worker, &UploadWorker::cancel);
    if (m_begun && target().deleteOnCancel)
        return; // it says when it is done
    m_status.state = UploadStatus::State::Cancelled;
    m_status.text = QStringLiteral("cancelled");
    emit changed();
}

void Upload::retryNow()
{
    QMetaObject::invokeMethod(m_worker, &UploadWorker::retryNow);
}

void Upload::pause()
{
    if (m_begun && !m_status.isFinal())
        QMetaObject::invokeMethod(m_worker, &UploadWorker::pause);
}

void Upload::resume()
{
    if (m_status.state != UploadStatus::State::Paused && !m_status.isFinal())
        return;
    m_status.state = UploadStatus::State::Waiting;
    m_status.text.clear();
    if (!m_begun)
        begin(); // also when the keychain did not give its token
    else
        QMetaObject::invokeMethod(m_worker, &UploadWorker::resume);
    emit changed();
}

qint64 Upload::lag() const
{
    if (m_status.acknowledged >= produced())
        return 0;
    const auto arrival = m_recording->times().at(m_status.acknowledged);
    if (!arrival)
        return 0;
    const QDateTime arrived = m_recording->record().started.addMSecs(arrival->time);
    return std::max<qint64>(0, arrived.msecsTo(QDateTime::currentDateTimeUtc()));
}

double Upload::rate() const
{
    if (!m_rateClock.isValid() || m_rateClock.elapsed() >= kRateSpan) {
        const qint64 ms = m_rateClock.isValid() ? std::max<qint64>(1, m_rateClock.elapsed()) : 0;
        m_rate = ms > 0 ? static_cast<double>(std::max<qint64>(0, m_status.acknowledged - m_rateBytes)) *
                              1000 / static_cast<double>(ms)
                        : 0;
        m_rateBytes = m_status.acknowledged;
        m_rateClock.start();
    }
    return m_rate;
}

} // namespace pipecore
