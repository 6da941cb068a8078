#include "pipecore/session/arrivedpieces.h"

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr qint64 kReadSize = 256 * 1024;

} // namespace

tl::expected<void, QString> forEachArrived(Recording &recording, qint64 from, qint64 to,
                                           const std::function<bool(const ArrivedPiece &)> &take)
{
    std::vector<char> buffer(kReadSize);
    for (qint64 at = from; at < to;) {
        QString error;
        const qint64 n = recording.capture()->read(at, buffer.data(), std::min(kReadSize, to - at), &error);
        if (n <= 0)
            return tl::unexpected(
                n < 0 ? error : QStringLiteral("%1 became shorter").arg(recording.capture()->path()));
        std::vector<Arrival> arrivals = recording.times().between(at, at + n);
        if (arrivals.empty() || arrivals.front().offset > at)
            arrivals.insert(arrivals.begin(), Arrival{at, 0, Stream::Output});
        for (size_t i = 0; i < arrivals.size(); ++i) {
            const qint64 start = std::max(arrivals[i].offset, at);
            const qint64 end = i + 1 < arrivals.size() ? arrivals[i + 1].offset : at + n;
            if (end > start && !take({arrivals[i].stream, arrivals[i].time, start,
                                      QByteArrayView(buffer.data() + (start - at), end - start)}))
                return {};
        }
        at += n;
    }
    return {};
}

} // namespace pipecore
