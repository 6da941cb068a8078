#pragma once

#include "pipecore/net/upload/uploadtarget.h"

#include <QtGlobal>

namespace pipecore
{

/// How long to go on trying. Trouble is counted from the last progress on. An upload at the end gives up
/// after the target's number of attempts. A live one goes on as long as the command runs; then it has that
/// number once more, and twice as many when the server is known to work, which is about a minute by default:
/// the rest can be sent later.
class UploadPatience
{
public:
    explicit UploadPatience(const UploadTarget &target)
        : m_isLive(target.isLive()), m_attempts(target.attempts)
    {
    }

    void progressed()
    {
        m_troubles = 0;
        m_hasProgressed = true;
    }
    /// The server has taken bytes of this upload before.
    void serverIsKnown() { m_hasProgressed = true; }
    /// The command has ended: the counting starts again, the first time; true then.
    bool commandEnded()
    {
        if (m_ended)
            return false;
        m_troubles = 0;
        m_ended = true;
        return true;
    }
    /// One attempt failed; one that timed out took so long that it counts twice. False when it was the last.
    bool failed(bool timedOut)
    {
        m_troubles += timedOut ? 2 : 1;
        const int most = m_isLive && m_hasProgressed ? 2 * m_attempts : m_attempts;
        return m_troubles < most || (m_isLive && !m_ended);
    }
    /// Without progress, in a row.
    int troubles() const { return m_troubles; }

private:
    bool m_isLive;
    int m_attempts;
    int m_troubles = 0;
    bool m_hasProgressed = false;
    bool m_ended = false;
};

} // namespace pipecore
