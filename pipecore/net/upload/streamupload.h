#pragma once

#include "pipecore/net/upload/curltransfer.h"
#include "pipecore/net/upload/httpoutcome.h"
#include "pipecore/net/upload/uploadpatience.h"
#include "pipecore/net/upload/uploadworker.h"

#include <QElapsedTimer>
#include <QTimer>

namespace pipecore
{

/// Uploads live in one request that lasts as long as the command, as `curl -T -` does. The server
/// acknowledges it as a whole, at the end; a request that breaks off begins anew, with all of the output.
class StreamUpload : public UploadWorker
{
    Q_OBJECT
public:
    explicit StreamUpload(UploadJob job);
    ~StreamUpload() override;

    void start() override;
    void pause() override;
    void resume() override;
    void retryNow() override;
    void cancel() override;

private:
    void attempt();
    void ended(const CurlTransfer::Result &result);
    HttpOutcome judgeResult(const CurlTransfer::Result &result) const;
    void settle(const HttpOutcome &outcome);
    void look();
    void stop();

    UploadTarget m_at; // where it goes: the target, or where that has sent us
    std::unique_ptr<CurlTransfer> m_transfer;
    int m_number = 0; // of m_transfer
    QTimer m_retryTimer;
    bool m_delayIsAsked = false; // by the server
    QTimer m_look;
    UploadPatience m_patience;
    QElapsedTimer m_clock; // of the transfer
    qint64 m_highest = 0;
    int m_redirects = 0;
};

} // namespace pipecore
