#pragma once

#include "pipecore/net/upload/outputfeed.h"
#include "pipecore/net/upload/uploadtarget.h"

#include <atomic>
#include <functional>
#include <thread>

#include <curl/curl.h>

namespace pipecore
{

/// One chunked request (RFC 9112, 7.1) by libcurl in a thread of its own, whose body is what OutputFeed
/// gives: it lasts as long as the command does. What the server answers before the end is told at once.
class CurlTransfer
{
public:
    struct Result {
        CURLcode code = CURLE_OK;
        long status = 0;       ///< HTTP's; 0: no answer
        bool sentAll = false;  ///< the body, to its end
        bool stalled = false;  ///< nothing was taken, or answered, for the target's time-out
        QByteArray body;       ///< of the answer, its first 64 KiB
        QByteArray location;   ///< the header; empty: none
        QByteArray retryAfter; ///< the header; empty: none
        QString feedError;     ///< why there was no more to send; empty when that was the end
        QString detail;        ///< libcurl's words
    };
    /// `done` is called once, in the transfer's thread, unless the transfer is destroyed before.
    CurlTransfer(UploadTarget target, Recording::Ptr recording, const QString &session,
                 const QDateTime &started, std::function<void(const Result &)> done);
    /// Breaks the transfer off.
    ~CurlTransfer();

    /// Bytes of the capture given to the network. Any thread.
    qint64 sent() const { return m_feed.taken(); }
    /// Sends nothing for a while, and keeps the connection. Any thread.
    void hold(bool held);

private:
    void run();
    void perform();
    size_t give(char *buffer, size_t most);
    void hear(const char *data, size_t size);
    void hearHeader(QByteArray line);
    bool isStalled();

    const UploadTarget m_target;
    const std::function<void(const Result &)> m_done;
    OutputFeed m_feed;
    CURLM *const m_multi;
    std::atomic<bool> m_stop{false};
    std::atomic<bool> m_held{false};
    // What follows belongs to the thread.
    Result m_result;
    bool m_isPaused = false; // libcurl was told that there is nothing to send
    qint64 m_lastMove = 0;   // ms: when something was sent, or there was nothing to send
    std::thread m_thread;
};

} // namespace pipecore
