#pragma once

#include "pipecore/net/share/httpmessage.h"
#include "pipecore/net/share/sharedrecording.h"

namespace pipecore
{

/// The bytes of a recording, as they are, from `start` to `end`, or until it has ended.
class RawBody : public HttpBody
{
public:
    static constexpr qint64 kUntilEnded = -1;
    RawBody(std::shared_ptr<SharedRecording> shared, qint64 start, qint64 end = kUntilEnded);

    qint64 read(char *data, qint64 maxSize) override;
    bool isReady() const override;
    qint64 offset() const override { return m_offset; }

protected:
    const SharedRecording &shared() const { return *m_shared; }

private:
    const std::shared_ptr<SharedRecording> m_shared;
    const qint64 m_end;
    qint64 m_offset;
};

} // namespace pipecore
