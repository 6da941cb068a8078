#pragma once

#include <QByteArray>

namespace pipecore
{

/// Takes device control strings (ESC P ... ST; ECMA-48, 5.6) out of a stream for a terminal of 7-bit
/// controls, at any cut of the stream: what they ask for is answered with their own text, or not at all. In
/// place of each there is an ST, which ends another string that it interrupted. As in a terminal, one is also
/// ended by CAN, SUB and by an ESC that begins something else.
class ControlStringFilter
{
public:
    /// What of the next bytes is for the terminal; valid until the next call. An ESC at their end waits.
    QByteArrayView pass(QByteArrayView bytes);
    /// Nothing has begun that is not complete.
    bool isIdle() const { return m_state == State::Text; }

private:
    enum class State { Text, Escape, String, StringEscape };
    void take(char byte);

    State m_state = State::Text;
    QByteArray m_passed;
};

} // namespace pipecore
