#include "pipecore/session/pump.h"

#include "pipecore/base/pagebuffer.h"
#include "pipecore/pipe/maskreader.h"
#include "pipecore/pipe/teereader.h"
#include "pipecore/run/outputdevice.h"
#include "pipecore/session/capturesink.h"
#include "pipecore/session/passthrough.h"

#include <csignal>

#include <pthread.h>

namespace pipecore
{

namespace
{

constexpr qint64 kBufferSize = 256 * 1024;

// A signal that does nothing but end a blocked system call.
constexpr int kInterrupt = SIGURG;

void prepareInterrupt()
{
    struct sigaction action {
    };
    action.sa_handler = [](int) {};
    ::sigaction(kInterrupt, &action, nullptr); // without SA_RESTART
}

} // namespace

Pump::Pump(std::unique_ptr<OutputDevice> output, Capture::Ptr capture, TimeIndex *times, PassTo passTo,
           MaskRules::Ptr masks)
    : m_output(std::move(output)),
      m_mask(masks ? std::make_unique<MaskReader>(m_output.get(), std::move(masks)) : nullptr),
      m_capture(std::move(capture)), m_times(times),
      m_room([this](const QString &reason) { emit paused(reason); })
{
    if (passTo.outputFd >= 0 || passTo.errorFd >= 0)
        m_passthrough = std::make_unique<Passthrough>(passTo.outputFd, passTo.errorFd, &channels(), &m_room);
}

Pump::~Pump()
{
    if (!m_thread.joinable())
        return;
    abandon();
    while (!m_done) {
        interruptWrites();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    m_thread.join();
}

void Pump::start()
{
    prepareInterrupt();
    m_thread = std::thread([this] { run(); });
}

void Pump::abandon()
{
    m_output->giveUp({});
    m_room.abandon();
    if (m_passthrough)
        m_passthrough->abandon();
    interruptWrites();
}

void Pump::interruptWrites()
{
    if (m_thread.joinable() && !m_done)
        ::pthread_kill(m_thread.native_handle(), kInterrupt);
}

bool Pump::isWriting() const
{
    return (m_mask ? m_mask->bytesRead() : m_output->bytesRead()) > m_taken;
}

qint64 Pump::masked() const
{
    return m_mask ? m_mask->masked() : 0;
}

const ChannelAware &Pump::channels() const
{
    return m_mask ? static_cast<const ChannelAware &>(*m_mask) : *m_output;
}

QString Pump::passError() const
{
    return m_passthrough ? m_passthrough->error() : QString();
}

void Pump::run()
{
    CaptureSink sink(m_capture.get(), m_times, &channels(), &m_room);
    TeeReader toCapture(m_mask ? static_cast<QIODevice *>(m_mask.get()) : m_output.get(), &sink);
    std::unique_ptr<TeeReader> toBoth;
    if (m_passthrough)
        toBoth = std::make_unique<TeeReader>(&toCapture, m_passthrough.get());
    TeeReader &tee = toBoth ? *toBoth : toCapture;
    const PageBuffer buffer(kBufferSize);
    for (qint64 n = tee.read(buffer.data(), kBufferSize); n > 0; n = tee.read(buffer.data(), kBufferSize))
        m_taken += n;
    const PipeStatus end = tee.status();
    const QString error = end.code == PipeStatus::EndOfStream ? QString() : end.text;
    m_output->endReading(error);
    m_times->flush();
    m_capture->finish();
    emit finished(error);
    m_done = true;
}

} // namespace pipecore
