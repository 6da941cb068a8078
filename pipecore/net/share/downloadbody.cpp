#include "pipecore/net/share/downloadbody.h"

#include "pipecore/session/sessionarchive.h"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace pipecore
{

namespace
{

std::atomic<int> g_running{0};

} // namespace

bool DownloadBody::isRoom()
{
    return g_running < kAtOnce;
}

DownloadBody::DownloadBody(const SharedRecording &shared, std::function<void()> wake)
{
    ++g_running;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        m_failed = true;
        return;
    }
    m_readEnd.reset(ends[0]);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    m_notifier = std::make_unique<QSocketNotifier>(ends[0], QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(),
                     [this, wake = std::move(wake)] {
                         m_notifier->setEnabled(false);
                         wake();
                     });
    m_thread = std::thread([this, recording = shared.recording(), record = shared.record(),
                            writeEnd = OutputFd(ends[1])]() mutable {
        sigset_t pipeSignal;
        sigemptyset(&pipeSignal);
        sigaddset(&pipeSignal, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &pipeSignal, nullptr); // a client that leaves is an error to report
        if (!writeSessionStream(recording, record, writeEnd.get()))
            m_failed = true;
        writeEnd.reset(); // after the verdict: its end is what the reader sees
    });
}

DownloadBody::~DownloadBody()
{
    m_notifier.reset();
    m_readEnd.reset();
    if (m_thread.joinable())
        m_thread.join();
    --g_running;
}

qint64 DownloadBody::read(char *data, qint64 maxSize)
{
    if (!m_readEnd)
        return Failed;
    ssize_t size = 0;
    do
        size = ::read(m_readEnd.get(), data, static_cast<size_t>(maxSize));
    while (size < 0 && errno == EINTR);
    if (size > 0) {
        m_offset += size;
        return size;
    }
    if (size < 0 && errno == EAGAIN) {
        m_notifier->setEnabled(true);
        return Wait;
    }
    return size == 0 && !m_failed ? End : Failed;
}

bool DownloadBody::isReady() const
{
    pollfd polled{m_readEnd.get(), POLLIN, 0};
    return ::poll(&polled, 1, 0) != 0;
}

} // namespace pipecore
