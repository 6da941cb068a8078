#pragma once

#include "app/options.h"
#include "app/uploadreport.h"
#include "app/terminalpass.h"
#include "pipecore/net/share/shareserver.h"
#include "pipecore/net/upload/upload.h"
#include "pipecore/session/session.h"
#include "pipecore/session/sessionstore.h"

#include <QElapsedTimer>
#include <QObject>

namespace app
{

/// `runnel run`: one command, its output passed on, its uploads and saved files, and one exit status.
class HeadlessRun : public QObject
{
    Q_OBJECT
public:
    explicit HeadlessRun(const Options &options);
    ~HeadlessRun() override;

    /// Starts; done() follows, also when nothing could be started.
    void start();
    /// SIGINT and its like, sent to Runnel itself.
    void handleSignal(int number);
    /// Runnel's own terminal has another size.
    void terminalResized();

signals:
    void done(int exitStatus);

private:
    void commandEnded();
    void finishIfDone();
    bool startSharing();
    void fail(const QString &reason);
    void tell(const QString &text) const;

    const Options m_options;
    const pipecore::SessionStore m_store;
    pipecore::NetworkThread *network();
    std::unique_ptr<pipecore::NetworkThread> m_network;
    std::unique_ptr<pipecore::Session> m_session;
    std::unique_ptr<TerminalPass> m_terminal; // with --pty, while the command runs
    std::vector<std::unique_ptr<pipecore::Upload>> m_uploads;
    std::vector<std::unique_ptr<UploadReport>> m_reports;
    QElapsedTimer m_clock;
    double m_seconds = 0;
    bool m_failed = false; // something of Runnel's own, not the command
    std::unique_ptr<pipecore::ShareServer> m_share;
    bool m_shareDone = true;
    bool m_saved = false;
};

} // namespace app
