#include "tests/helpers/runnelprocess.h"

#include <QDir>
#include <QFile>

namespace helpers
{

namespace
{

constexpr int kPatience = 120'000; // ms, for a loaded machine and sanitizers

} // namespace

RunnelProcess::RunnelProcess(QString program)
    : m_program(std::move(program)), m_environment(QProcessEnvironment::systemEnvironment())
{
    setVariable(QStringLiteral("RUNNEL_HOME"), home());
    setVariable(QStringLiteral("R"), m_program);
    setVariable(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
}

void RunnelProcess::start(QProcess &process, const QStringList &arguments) const
{
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(m_folder.path());
    process.start(m_program, arguments);
    process.waitForStarted(kPatience);
}

RunnelProcess::Result RunnelProcess::waitFor(QProcess &process)
{
    Result result;
    if (process.waitForFinished(kPatience))
        result.status =
            process.exitStatus() == QProcess::NormalExit ? process.exitCode() : 128 + process.exitCode();
    else
        process.kill();
    process.waitForFinished();
    result.out = process.readAllStandardOutput();
    result.err = process.readAllStandardError();
    return result;
}

RunnelProcess::Result RunnelProcess::run(const QStringList &arguments, const QByteArray &input) const
{
    QProcess process;
    start(process, arguments);
    process.write(input);
    process.closeWriteChannel();
    return waitFor(process);
}

RunnelProcess::Result RunnelProcess::shell(const QString &line) const
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(m_folder.path());
    process.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), line});
    process.closeWriteChannel();
    return waitFor(process);
}

QStringList RunnelProcess::ids() const
{
    return QDir(home() + QStringLiteral("/sessions"))
        .entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time | QDir::Reversed);
}

QByteArray RunnelProcess::lastOutput() const
{
    const QStringList all = ids();
    return all.isEmpty() ? QByteArray()
                         : contentsOf(home() + QStringLiteral("/sessions/%1/output").arg(all.last()));
}

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

} // namespace helpers
