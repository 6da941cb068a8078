#pragma once

#include <QByteArray>
#include <QList>

#include <vector>

namespace pipecore
{

struct Command;

/// What execve(2) needs for a command, byte for byte: QProcess would replace what is not UTF-8 in arguments
/// and environment, and name a program by its whole path, which programs show in what they write.
class ExecImage
{
public:
    /// `file` is the program's path, `words` its arguments from the program's name on; the environment is
    /// this process's, with the command's changes.
    ExecImage(const QString &file, const QStringList &words, const Command &command);

    /// Replaces the process; returns when that fails, as execve does. Safe between fork and exec.
    void execute() const;

private:
    void set(const QByteArray &name, const QByteArray &value);
    void describeTerminal(const Command &command);

    QByteArray m_file;
    QList<QByteArray> m_words, m_environment; // own what the vectors point to
    std::vector<char *> m_argv, m_envp;
};

} // namespace pipecore
