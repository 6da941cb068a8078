#pragma once

#include <QJsonObject>
#include <QString>

#include <memory>
#include <vector>

namespace pipecore
{
class Upload;
class Recording;
} // namespace pipecore

namespace app
{

/// The figures of one run for --stats: bytes, rows, seconds, peak_rss_kb and the sinks. `seconds` is what the
/// caller measured, from the start of the command.
QJsonObject collectStats(pipecore::Recording &recording, double seconds,
                         const std::vector<std::unique_ptr<pipecore::Upload>> &uploads);

/// Writes `stats` to `path`; says so when that fails. False then.
bool writeStats(const QString &path, const QJsonObject &stats);

} // namespace app
