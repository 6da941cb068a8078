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
    m_argv = pointersTo(m_words);
    m_envp = pointersTo(m_environment);
}

void ExecImage::execute() const
{
    ::execve(m_file.constData(), m_argv.data(), m_envp.data());
}

} // namespace pipecore
