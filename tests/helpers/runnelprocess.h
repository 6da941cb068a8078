#pragma once

#include <QByteArray>
#include <QProcess>
#include <QTemporaryDir>

namespace helpers
{

/// The program itself, with a data folder of its own.
class RunnelProcess
{
public:
    struct Result {
        int status = -1; ///< 128 + N when it was itself ended by signal N; -1: it did not end in time
        QByteArray out, err;
    };

    /// `program` is the path of runnel.
    explicit RunnelProcess(QString program);

    /// Runs it to its end, with `input` on its standard input.
    Result run(const QStringList &arguments, const QByteArray &input = {}) const;
    /// Runs a line of sh in which $R is the program.
    Result shell(const QString &line) const;
    /// Starts it; the caller waits for it.
    void start(QProcess &process, const QStringList &arguments) const;
    static Result waitFor(QProcess &process);

    QString home() const { return m_folder.filePath(QStringLiteral("home")); }
    /// A path in a folder that goes with this.
    QString file(const QString &name) const { return m_folder.filePath(name); }
    /// The ids of all kept sessions, the oldest first.
    QStringList ids() const;
    /// The bytes of the newest session's output.
    QByteArray lastOutput() const;
    void setVariable(const QString &name, const QString &value) { m_environment.insert(name, value); }
    void unsetVariable(const QString &name) { m_environment.remove(name); }

private:
    const QString m_program;
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
};

QByteArray contentsOf(const QString &path);
bool writeFile(const QString &path, const QByteArray &bytes);

} // namespace helpers
