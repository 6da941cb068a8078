#pragma once

#include "pipecore/net/share/shareserver.h"
#include "ui/session/sinkstrip.h"

#include <QObject>

#include <memory>

namespace ui
{

/// Whether and how a session is shared. Each start gives a new link; a stop makes it void.
class SessionShare : public QObject
{
    Q_OBJECT
public:
    explicit SessionShare(pipecore::Recording::Ptr recording, QObject *parent = nullptr);
    ~SessionShare() override;

    /// False, and problem() says why, when it cannot.
    bool start(const pipecore::ShareOptions &options);
    void stop();
    /// The session's record has changed.
    void setRecord(const pipecore::SessionRecord &record);

    /// Null when it is not shared.
    pipecore::ShareServer *server() const { return m_server.get(); }
    const pipecore::ShareOptions &options() const { return m_options; }
    const QString &problem() const { return m_problem; }
    const pipecore::Recording::Ptr &recording() const { return m_recording; }

    SinkFigures figures() const;

signals:
    /// It was started or stopped, or viewers came or went.
    void changed();

private:
    const pipecore::Recording::Ptr m_recording;
    pipecore::ShareOptions m_options; // as it was started last
    std::unique_ptr<pipecore::ShareServer> m_server;
    QString m_problem;
};

} // namespace ui
