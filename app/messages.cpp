#include "app/messages.h"

#include <QStringList>

#include <unistd.h>

namespace app
{

void say(const QString &text)
{
    QByteArray lines;
    for (const QString &line : text.split(u'\n'))
        lines += "runnel: " + line.toLocal8Bit() + '\n';
    // One write: the command's stderr goes to the same place.
    [[maybe_unused]] const auto written =
        ::write(STDERR_FILENO, lines.constData(), static_cast<size_t>(lines.size()));
}

} // namespace app
