#include "pipecore/session/exportlosses.h"

#include "pipecore/text/humanize.h"

namespace pipecore
{

QStringList ExportLosses::sentences() const
{
    QStringList all;
    const auto tell = [&all](qint64 count, const QString &one, const QString &many) {
        if (count > 0)
            all << QStringLiteral("%1 %2").arg(formatCount(count), count == 1 ? one : many);
    };
    tell(invalidBytes, QStringLiteral("invalid byte replaced"), QStringLiteral("invalid bytes replaced"));
    tell(errorBytes, QStringLiteral("byte of stderr not told apart from stdout"),
         QStringLiteral("bytes of stderr not told apart from stdout"));
    tell(longRows, QStringLiteral("row cut at its end: too long"),
         QStringLiteral("rows cut at their end: too long"));
    return all;
}

} // namespace pipecore
