#pragma once

#include "pipecore/net/upload/httpoutcome.h"
#include "pipecore/net/upload/targetaccess.h"
#include "pipecore/net/upload/uploadpatience.h"
#include "pipecore/net/upload/uploadworker.h"

#include <QElapsedTimer>
#include <QHash>
#include <QHttpMultiPart>
#include <QIODevice>
#include <QNetworkAccessManager>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace pipecore
{

/// What a server said to one request.
struct HttpAnswer {
    HttpOutcome outcome;
    QByteArray body; ///< its first part, HttpCall::mostAnswer
    qint64 ms = 0;   ///< from the request to the end of the answer
    QList<QNetworkReply::RawHeaderPair> headers;

    bool accepted() const { return outcome.verdict == HttpOutcome::Verdict::Accepted; }
    /// The value of a header, by any case; empty: there is none.
    QByteArray header(QByteArrayView name) const;
    /// The value of a header that is a count of bytes; -1: there is none, or it is no count.
    qint64 count(QByteArrayView name) const;
};

/// One request.
struct HttpCall {
    QByteArray verb;
    QUrl url;
    QList<std::pair<QByteArray, QByteArray>> headers; ///< of the protocol; they replace the target's
    QByteArray type = QByteArrayLiteral("application/octet-stream"); ///< of the body, unless a header says it
    std::unique_ptr<QIODevice> body;      ///< null: none; empty ones are sent as such
    std::unique_ptr<QHttpMultiPart> form; ///< instead of a body
    qint64 from = 0;                      ///< the bytes of the capture that it carries: [from, to)
    qint64 to = 0;
    qint64 mostAnswer = 64 * 1024; ///< of the answer's body that is kept
};

/// What the modes that use QNetworkAccessManager have in common: one request at a time, what becomes of its
/// answer, when to try again, and how to stop. A mode says in proceed() what is to be done next, given where
/// it stands, so that every interruption ends in asking it again.
class HttpUpload : public UploadWorker
{
    Q_OBJECT
public:
    explicit HttpUpload(UploadJob job);
    ~HttpUpload() override;

    void start() override;
    void pause() override;
    void resume() override;
    void retryNow() override;
    void cancel() override;

protected:
    using Handler = std::function<void(const HttpAnswer &)>;

    /// Does the next thing, if there is one. No request is under way, and none is waited for.
    virtual void proceed() = 0;
    /// It goes on after it stood still: what the server has may have changed.
    virtual void resuming() {}
    /// Before it ends as cancelled: the last request to make, if any.
    virtual std::optional<HttpCall> farewell() { return {}; }

    /// Makes a request, and hands its answer to `then` unless it is a redirect to follow.
    void send(HttpCall call, Handler then);
    /// proceed(), unless something is under way.
    void next();
    /// next(), in `ms`, or before when something else comes to pass.
    void nextIn(int ms) { m_wake.start(ms); }

    /// The server has everything below `offset`.
    void acknowledge(qint64 offset);
    /// For an answer that needs nothing special: tries again later, or fails.
    void settle(const HttpOutcome &outcome);
    void retryLater(const HttpOutcome &outcome);
    void fail(const QString &text);
    void finish(const QString &text);

private:
    QNetworkRequest request(const HttpCall &call) const;
    void answered(Handler then);
    void take();
    void follow(const HttpOutcome &outcome, const QUrl &from);
    void stopAll();
    void captureMoved();

    std::optional<TargetAccess> m_access;
    QNetworkAccessManager *m_network = nullptr;
    QNetworkReply *m_reply = nullptr;
    HttpCall m_call; // of m_reply
    QByteArray m_answerBody;
    qint64 m_answerSize = 0;
    QElapsedTimer m_clock; // of m_reply
    QTimer m_retryTimer;
    bool m_delayIsAsked = false; // by the server
    QTimer m_wake;
    QHash<QUrl, QUrl> m_moved; // where the server has sent us, by where we went
    int m_redirects = 0;
    qint64 m_highest = 0; // acknowledged so far
    UploadPatience m_patience;
    QElapsedTimer m_saved;
};

} // namespace pipecore
