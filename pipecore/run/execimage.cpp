#include "pipecore/run/execimage.h"

#include "pipecore/run/command.h"
#include "pipecore/run/osstring.h"

#include <unistd.h>

namespace pipecore
{

namespace
{

std::vector<char *> pointersTo(QList<QByteArray> &strings)
{
    std::vector<char *> pointers;
    for (QByteArray &string : strings)
        pointers.push_back(string.data());
    pointers.push_back(nullptr);
    return pointers;
}

} // namespace

ExecImage::ExecImage(const QString &file, const QStringList &words, const Command &command)
    : m_file(toSystem(file))
{
    for (const QString &word : words)
        m_words << toSystem(word);
    for (char **entry = environ; *entry; ++entry)
        m_environment << QByteArray(*entry);
    for (const auto &[name, value] : command.environment) {
        const QByteArray start = toSystem(name) + '=';
        m_environment.removeIf([&start](const QByteArray &entry) { return entry.startsWith(start); });
        m_environment << start + toSystem(value);
    }
    if (command.terminal)
        describeTerminal(command);
    m_argv = pointersTo(m_words);
    m_envp = pointersTo(m_environment);
}

void ExecImage::set(const QByteArray &name, const QByteArray &value)
{
    m_environment.removeIf([&](const QByteArray &entry) { return entry.startsWith(name + '='); });
    if (!value.isEmpty())
        m_environment << name + '=' + value;
}

// The terminal itself knows its size. Its kind is Runnel's own terminal's where that is passed through.
void ExecImage::describeTerminal(const Command &command)
{
    for (const auto *name : {"COLUMNS", "LINES"})
        set(name, {});
    for (const auto &variable : command.environment)
        if (variable.first == QLatin1String("TERM"))
            return;
    const QByteArray outer = qgetenv("TERM");
    if (command.passInput && !outer.isEmpty() && outer != "dumb")
        return;
    set("TERM", "xterm-256color");
    set("COLORTERM", "truecolor");
}

void ExecImage::execute() const
{
    ::execve(m_file.constData(), m_argv.data(), m_envp.data());
}

} // namespace pipecore
