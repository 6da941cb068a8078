#include "app/messages.h"

#include "pipecore/run/osstring.h"

#include <QStringList>

#include <cerrno>

#include <unistd.h>

namespace app
{

void say(const QString &text)
{
    QByteArray lines;
    for (const QString &line : text.split(u'\n'))
        lines += "runnel: " + pipecore::toSystem(line) + '\n';
    // One write: the command's stderr goes to the same place.
    [[maybe_unused]] const auto written =
        ::write(STDERR_FILENO, lines.constData(), static_cast<size_t>(lines.size()));
}

bool print(const QByteArray &text)
{
    for (qsizetype done = 0; done < text.size();) {
        const ssize_t n =
            ::write(STDOUT_FILENO, text.constData() + done, static_cast<size_t>(text.size() - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            say(QStringLiteral("cannot write to standard output: %1").arg(qt_error_string(errno)));
            return false;
        }
        done += n;
    }
    return true;
}

} // namespace app
