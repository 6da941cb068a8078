#include "pipecore/run/processrunner.h"

#include "pipecore/pipe/pipewriter.h"
#include "pipecore/run/processworker.h"

namespace pipecore
{

ProcessRunner::ProcessRunner(Command command, std::unique_ptr<PipeWriter> writer, Clock::time_point epoch,
                             QObject *parent)
    : OutputSource(parent), m_group(std::make_shared<ProcessGroup>()),
      m_worker(new ProcessWorker(std::move(command), std::move(writer), m_group, epoch))
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

void ProcessRunner::waitForWholeGroup()
{
    QMetaObject::invokeMethod(m_worker, &ProcessWorker::waitForWholeGroup);
}

void ProcessRunner::abandonOutput()
{
    QMetaObject::invokeMethod(m_worker, &ProcessWorker::abandonOutput);
}

} // namespace pipecore
