#include "pipecore/net/share/servedcommand.h"

namespace pipecore
{

ServedCommand::ServedCommand(std::unique_ptr<Session> session, int timeoutMs)
    : m_session(std::move(session)), m_shared(std::make_shared<SharedRecording>(m_session->recording())),
      m_watch(m_session->recording()->capture())
{
    connect(&m_watch, &CaptureWatch::moved, this, &ServedCommand::moved);
    connect(m_session.get(), &Session::ended, this, [this] {
        m_timeout.stop();
        m_shared->setRecord(m_session->record());
        emit moved();
        if (isOver())
            emit over();
    });
    m_timeout.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this, [this] { m_session->stop(); });
    if (timeoutMs > 0)
        m_timeout.start(timeoutMs);
    m_session->start();
}

ServedCommand::~ServedCommand() = default;

void ServedCommand::leave()
{
    m_left = true;
    if (isOver())
        emit over();
    else if (!m_session->isStopping())
        m_session->stop();
}

int ServedCommand::exitStatus() const
{
    const SessionRecord record = m_shared->record();
    return record.result ? record.result->exitStatus() : -1;
}

} // namespace pipecore
