#pragma once

#include "pipecore/run/makesource.h"
#include "pipecore/run/outputsource.h"

#include <memory>

namespace pipecore
{

class ReadingStop;

/// What is read from a file descriptor by an FdReader, which is its output.
class FdSource : public OutputSource
{
    Q_OBJECT
public:
    /// `path` as FdReader takes it.
    static SourceEnds make(const QString &path, std::chrono::steady_clock::time_point epoch);

    void start() override { emit started(0); }
    bool signal(int number) override;
    void abandonOutput() override;

private:
    explicit FdSource(std::shared_ptr<ReadingStop> stop) : m_stop(std::move(stop)) {}

    const std::shared_ptr<ReadingStop> m_stop;
};

} // namespace pipecore
