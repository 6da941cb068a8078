#pragma once

#include "pipecore/net/share/httpmessage.h"
#include "pipecore/net/share/sharedrecording.h"
#include "pipecore/run/outputfd.h"

#include <QSocketNotifier>

#include <atomic>
#include <functional>
#include <thread>

namespace pipecore
{

/// A session file of a recording, packed while it is sent: by a thread of its own, which waits for the
/// client.
class DownloadBody : public HttpBody
{
public:
    static constexpr int kAtOnce = 4; ///< more are refused

    /// `wake` is called, in this thread, when there may be bytes again.
    DownloadBody(const SharedRecording &shared, std::function<void()> wake);
    ~DownloadBody() override;

    static bool isRoom();

    qint64 read(char *data, qint64 maxSize) override;
    bool isReady() const override;
    qint64 offset() const override { return m_offset; }

private:
    OutputFd m_readEnd;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::atomic<bool> m_failed{false};
    std::thread m_thread;
    qint64 m_offset = 0;
};

} // namespace pipecore
