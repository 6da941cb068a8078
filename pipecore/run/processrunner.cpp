#include "pipecore/run/processrunner.h"

#include "pipecore/pipe/pipewriter.h"
#include "pipecore/run/processworker.h"

namespace pipecore
{

ProcessRunner::ProcessRunner(Command command, std::unique_ptr<PipeWriter> writer, Clock::time_point epoch,
                             QObject *parent)
    : OutputSource(parent), m_group(std::make_shared<ProcessGroup>()),
      m_input(std::make_shared<CommandInput>()),
      m_worker(new ProcessWorker(std::move(command), std::move(writer), m_group, m_input, epoch))
{
    qRegisterMetaType<RunResult>();
    m_thread.setObjectName(QStringLiteral("process"));
    m_worker->moveToThread(&m_thread);
    connect(m_worker, &ProcessWorker::started, this, &ProcessRunner::started);
    connect(m_worker, &ProcessWorker::commandEnded, this, &ProcessRunner::commandEnded);
    connect(m_worker, &ProcessWorker::ended, this, &ProcessRunner::ended);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

ProcessRunner::~ProcessRunner()
{
    m_thread.quit();
    m_thread.wait();
}

void ProcessRunner::start()
{
    QMetaObject::invokeMethod(m_worker, &ProcessWorker::start);
}

bool ProcessRunner::signal(int number)
{
    return m_group->send(number, m_input->foregroundGroup());
}

bool ProcessRunner::write(const QByteArray &bytes)
{
    const bool taken = m_input->write(bytes);
    watchInput();
    return taken;
}

void ProcessRunner::endInput()
{
    m_input->end();
    watchInput();
}

// Bytes that are not taken at once are sent by the worker's thread.
void ProcessRunner::watchInput()
{
    if (m_input->flush())
        QMetaObject::invokeMethod(m_worker, &ProcessWorker::watchInput, Qt::QueuedConnection);
}

void ProcessRunner::waitForWholeGroup()
{
    m_worker->waitForWholeGroup(); // at once: a queued call could come behind the end of the command
}

void ProcessRunner::abandonOutput()
{
    QMetaObject::invokeMethod(m_worker, &ProcessWorker::abandonOutput);
}

} // namespace pipecore
