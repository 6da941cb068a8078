#pragma once

#include "pipecore/net/share/httpmessage.h"
#include "pipecore/net/share/listensocket.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <functional>
#include <list>
#include <memory>

struct MHD_Connection;
struct MHD_Daemon;

namespace pipecore
{

/// HTTP/1.1 for any number of streams in one thread, by libmicrohttpd: each reply's body is asked for bytes
/// when its client takes them; one that has none is set aside until it is ready again. So a client that reads
/// nothing costs its socket and a fixed 32 KiB.
///
/// Bounds: a request's head 32 KiB; times as Limits has them; connections kTotal in all, and kUntrusted that
/// have not shown a token yet, of which the oldest go when there are more; streams kStreams, and
/// kStreamsOfAddress from one address.
///
/// All in the thread that it lives in.
class HttpServer : public QObject
{
    Q_OBJECT
public:
    static constexpr int kTotal = 800;
    static constexpr int kUntrusted = 128;
    static constexpr int kStreams = 600;
    static constexpr int kStreamsOfAddress = 400;

    struct Tls {
        QByteArray certificate; ///< PEM; empty: no TLS
        QByteArray key;
    };
    struct Limits {
        int headMs = 20'000;       ///< for a request's head to come, and for the next one to begin
        int replyMs = 60'000;      ///< for a reply that is no stream to be taken
        int stallMs = 10 * 60'000; ///< that a stream may take nothing
    };
    struct StreamInfo {
        quint64 id;
        QHostAddress peer;
        QByteArray path;
        qint64 offset;
        qint64 seconds; ///< since it began
        bool isStalled; ///< has bytes to take, and takes none
    };

    /// Listens on a copy of `socket`. `handler` outlives the server. Check isListening().
    HttpServer(const ListenSocket &socket, const Tls &tls, const Limits &limits, HttpHandler *handler);
    ~HttpServer() override;

    bool isListening() const { return m_daemon != nullptr; }

    /// Some body may be ready: goes on with those that are. Cheap; many calls are taken together.
    void wake();
    /// Ends one stream; its client sees a cut connection.
    void disconnectStream(quint64 id);
    /// No new connections.
    void stopListening();
    std::vector<StreamInfo> streams() const;
    /// Milliseconds since any stream took a byte or ended.
    qint64 idleTime() const { return m_progress.elapsed(); }

signals:
    /// A stream began or ended.
    void streamsChanged();

private:
    friend struct HttpCallbacks;
    struct Connection;
    struct Stream;

    void run();
    void resumeReady();
    void sweep();
    void resume(Stream &stream);
    void evictUntrusted();
    int answer(MHD_Connection *connection, Connection &state, const HttpRequest &request);
    HttpReply replyFor(Connection &state, const HttpRequest &request);

    HttpHandler *const m_handler;
    const Limits m_limits;
    MHD_Daemon *m_daemon = nullptr;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_run, m_wake, m_sweep;
    QElapsedTimer m_lastWake, m_progress;
    std::list<Connection> m_connections; // the oldest first
    std::list<Stream> m_streams;
    quint64 m_nextStream = 1;
};

} // namespace pipecore
