#pragma once

#include "pipecore/net/share/httpserver.h"
#include "pipecore/net/share/sharedrecording.h"
#include "pipecore/run/command.h"

#include <QObject>
#include <QStringList>

#include <memory>
#include <mutex>

#include <tl/expected.hpp>

class QThread;

namespace pipecore
{

class CaptureWatch;

/// How to serve.
struct ShareOptions {
    QString address = QStringLiteral("127.0.0.1"); ///< of this machine; see parseListenAddress()
    quint16 port = 0;                              ///< 0: a free one
    bool isPublic = false; ///< other machines may reach it; else only loopback addresses are taken
    QByteArray token;      ///< empty: a new random one
    QStringList hosts;     ///< more names by which browsers reach it
    HttpServer::Tls tls;
    HttpServer::Limits limits;
};

/// A TLS certificate with its key from two PEM files. The error says what is wrong with them.
tl::expected<HttpServer::Tls, QString> readTls(const QString &certificateFile, const QString &keyFile);

/// Serves one thing over HTTP: a recording, or a command that runs for each request. It listens once it is
/// made, in a thread of its own; the methods belong to its owner's thread, and none blocks, apart from the
/// destructor, which ends all connections (and served commands) and joins.
class ShareServer : public QObject
{
    Q_OBJECT
public:
    using Viewer = HttpServer::StreamInfo;

    /// The error says, for people, why it cannot.
    static tl::expected<std::unique_ptr<ShareServer>, QString> serve(const Recording::Ptr &recording,
                                                                     const ShareOptions &options);
    struct CommandOptions {
        Command command;
        int atOnce = 8;          ///< more get 503
        int timeoutMs = 0;       ///< 0: none
        QStringList environment; ///< names of variables that a query parameter of that name sets
        QString storeHome;       ///< see SessionStore
    };
    static tl::expected<std::unique_ptr<ShareServer>, QString> serve(const CommandOptions &command,
                                                                     const ShareOptions &options);
    ~ShareServer() override;

    /// The recording's record has changed.
    void setRecord(const SessionRecord &record);

    QString address() const; ///< "http://ADDRESS:PORT/"
    QString link() const;    ///< the address with the token behind #: all that somebody needs
    const QByteArray &token() const { return m_options.token; }
    quint16 port() const { return m_options.port; }

    std::vector<Viewer> viewers() const;
    void disconnectViewer(quint64 id);
    /// No new connections from now on; drained() comes when the last viewer has gone, or none of those that
    /// are left took anything for `patienceMs`.
    void drain(int patienceMs = 10'000);

signals:
    /// Viewers came or went.
    void viewersChanged();
    void drained();

private:
    class Worker;
    explicit ShareServer(ShareOptions options);
    template<typename MakeHandler>
    static tl::expected<std::unique_ptr<ShareServer>, QString>
    start(const ShareOptions &options, const Capture::Ptr &capture, MakeHandler makeHandler);

    ShareOptions m_options;
    std::shared_ptr<SharedRecording> m_shared; // null: a command is served
    std::unique_ptr<QThread> m_thread;
    Worker *m_worker = nullptr; // lives in m_thread, and as long as that
    mutable std::mutex m_lock;
    std::vector<Viewer> m_viewers;
};

} // namespace pipecore
