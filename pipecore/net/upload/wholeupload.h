#pragma once

#include "pipecore/capture/capture.h"
#include "pipecore/net/upload/httpoutcome.h"
#include "pipecore/net/upload/targetaccess.h"
#include "pipecore/net/upload/uploadstatus.h"
#include "pipecore/net/upload/uploadtarget.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace pipecore
{

class CaptureReader;

/// Sends what a capture holds in one request, PUT or POST, and again after passing trouble. Lives in the network
/// thread.
///
/// The body comes from a random-access device of known length over HTTP/1.1: QNetworkAccessManager holds any
/// other body in memory (Qt 6.4.2, measured).
class WholeUpload : public QObject
{
    Q_OBJECT
public:
    WholeUpload(UploadTarget target, Capture::Ptr capture);
    ~WholeUpload() override;

    void start();
    void cancel();
    /// Does not wait for the time of the next attempt.
    void retryNow();

signals:
    void changed(const pipecore::UploadStatus &status);

private:
    void attempt();
    void attemptFinished();
    void probe(const HttpOutcome &before);
    void act(const HttpOutcome &outcome);
    void retryLater(const HttpOutcome &outcome);
    void end(UploadStatus::State state, const QString &text);
    QNetworkRequest request() const;

    const UploadTarget m_target;
    const Capture::Ptr m_capture;
    QUrl m_url;
    std::optional<TargetAccess> m_access;
    QNetworkAccessManager *m_network = nullptr;
    std::unique_ptr<CaptureReader> m_body;
    QNetworkReply *m_reply = nullptr;
    QTimer m_retryTimer;
    UploadStatus m_status;
    int m_troubles = 0; // attempts that failed; one that timed out counts twice
    int m_redirects = 0;
};

} // namespace pipecore
