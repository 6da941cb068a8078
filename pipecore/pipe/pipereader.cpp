#include "pipecore/pipe/pipereader.h"

#include "pipecore/pipe/pipe.h"

#include <QCoreApplication>
#include <QEvent>
#include <QMetaMethod>
#include <QThread>

namespace pipecore
{

namespace
{

const auto kNews = static_cast<QEvent::Type>(QEvent::registerEventType());

} // namespace

PipeReader::PipeReader(std::shared_ptr<Pipe> pipe, QObject *parent)
    : QIODevice(parent), m_pipe(std::move(pipe))
{
    QIODevice::open(ReadOnly | Unbuffered);
    m_pipe->setReadObserver([this] { announceLater(); });
}

PipeReader::~PipeReader()
{
    m_pipe->setReadObserver(nullptr);
    m_pipe->closeRead();
}

void PipeReader::closeWithError(const QString &error)
{
    m_pipe->closeRead(error);
    // The QIODevice belongs to the thread that reads: another one closes the pipe alone.
    const Qt::HANDLE user = m_user.load();
    const bool own = user ? user == QThread::currentThreadId() : thread() == QThread::currentThread();
    if (own && isOpen())
        QIODevice::close();
}

void PipeReader::close()
{
    closeWithError({});
}

PipeStatus PipeReader::status() const
{
    return m_pipe->readStatus();
}

qint64 PipeReader::bytesAvailable() const
{
    return m_pipe->bytesWaiting() + QIODevice::bytesAvailable();
}

bool PipeReader::atEnd() const
{
    return m_pipe->readStatus().code != PipeStatus::Open && QIODevice::bytesAvailable() == 0;
}

bool PipeReader::waitForReadyRead(int ms)
{
    if (QIODevice::bytesAvailable() == 0 && !m_pipe->waitReadable(ms))
        return false;
    if (bytesAvailable() == 0) {
        announceEnd();
        return false;
    }
    emit readyRead();
    return true;
}

qint64 PipeReader::readData(char *data, qint64 maxSize)
{
    m_user.store(QThread::currentThreadId(), std::memory_order_relaxed);
    const qint64 taken = m_pipe->read(data, maxSize);
    if (taken < 0) {
        setErrorString(m_pipe->readStatus().text);
        announceEnd();
    } else if (!m_announcing.load() && m_pipe->hasNews()) {
        announceLater(); // what is left has no other occasion to be told
    }
    return taken;
}

qint64 PipeReader::writeData(const char *, qint64)
{
    return -1;
}

void PipeReader::announceLater()
{
    if (!m_isHeard.load() || m_announcing.exchange(true))
        return;
    auto *news = new QEvent(kNews);
    m_posted.store(news);
    QCoreApplication::postEvent(this, news);
}

// Whoever only reads, and blocks, needs no event for each piece. Who connects late hears of what waits.
void PipeReader::connectNotify(const QMetaMethod &signal)
{
    QIODevice::connectNotify(signal);
    if (signal == QMetaMethod::fromSignal(&QIODevice::readyRead) ||
        signal == QMetaMethod::fromSignal(&QIODevice::readChannelFinished)) {
        m_isHeard.store(true);
        announceLater();
    }
}

bool PipeReader::event(QEvent *event)
{
    if (event != m_posted.load())
        return QIODevice::event(event);
    m_posted.store(nullptr); // another event may come to stand at the same address
    announce();
    return true;
}

void PipeReader::announce()
{
    m_announcing.exchange(false);
    if (m_pipe->bytesWaiting() > 0)
        emit readyRead();
    else if (m_pipe->readStatus().code != PipeStatus::Open)
        announceEnd();
}

void PipeReader::announceEnd()
{
    if (!m_endAnnounced.exchange(true))
        emit readChannelFinished();
}

} // namespace pipecore
