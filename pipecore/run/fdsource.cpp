#include "pipecore/run/fdsource.h"

#include "pipecore/run/fdreader.h"

namespace pipecore
{

SourceEnds FdSource::make(const QString &path, std::chrono::steady_clock::time_point epoch)
{
    auto stop = std::make_shared<ReadingStop>();
    auto reader = std::make_unique<FdReader>(path, epoch, stop);
    std::unique_ptr<OutputSource> source(new FdSource(std::move(stop)));
    // Queued: the reader tells it in the pump's thread, and the source may be gone by then.
    connect(reader.get(), &FdReader::ended, source.get(), &OutputSource::ended, Qt::QueuedConnection);
    return {std::move(source), std::move(reader)};
}

bool FdSource::signal(int number)
{
    return m_stop->stopFor(number);
}

void FdSource::abandonOutput()
{
    m_stop->stop();
}

} // namespace pipecore
