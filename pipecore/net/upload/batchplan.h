#pragma once

#include "pipecore/capture/capture.h"

namespace pipecore
{

/// Which bytes the next batch has: whole lines, up to a number of them and of bytes. It looks at each byte
/// once.
class BatchPlan
{
public:
    struct Limits {
        qint64 bytes = 500'000;
        qint64 lines = 1000;
    };

    /// Begins a batch at `from`.
    void begin(qint64 from);
    /// Looks at what there is below `end`. Why that failed; empty when it did not.
    QString extend(const Capture &capture, qint64 end, const Limits &limits);

    qint64 from() const { return m_from; }
    /// Behind the last whole line.
    qint64 lineEnd() const { return m_lineEnd; }
    /// Behind the last byte looked at: a batch that may end within a line.
    qint64 end() const { return m_scanned; }
    qint64 lines() const { return m_lines; }
    /// Nothing more goes in.
    bool isFull() const { return m_isFull; }

private:
    qint64 m_from = 0;
    qint64 m_scanned = 0;
    qint64 m_lineEnd = 0;
    qint64 m_lines = 0;
    bool m_isFull = false;
};

} // namespace pipecore
