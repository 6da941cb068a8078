#include "pipecore/net/share/rawbody.h"

#include <algorithm>

namespace pipecore
{

RawBody::RawBody(std::shared_ptr<SharedRecording> shared, qint64 start, qint64 end)
    : m_shared(std::move(shared)), m_end(end), m_offset(start)
{
}

qint64 RawBody::read(char *data, qint64 maxSize)
{
    const qint64 left = m_end == kUntilEnded ? maxSize : std::min(maxSize, m_end - m_offset);
    if (left <= 0)
        return End;
    const bool hadEnded = m_shared->hasEnded(); // asked first: no byte comes after it
    const qint64 size = m_shared->capture()->read(m_offset, data, left);
    if (size < 0)
        return Failed;
    if (size == 0)
        return hadEnded ? End : Wait;
    m_offset += size;
    return size;
}

bool RawBody::isReady() const
{
    return m_shared->capture()->end() > m_offset || m_shared->hasEnded();
}

} // namespace pipecore
