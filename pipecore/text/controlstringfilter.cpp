#include "pipecore/text/controlstringfilter.h"

#include <cstring>

namespace pipecore
{

namespace
{

constexpr char kEscape = 0x1b, kCancel = 0x18, kSubstitute = 0x1a, kDelete = 0x7f;
constexpr QByteArrayView kStringEnd = "\x1b\\";

bool cancels(char byte)
{
    return byte == kCancel || byte == kSubstitute;
}

} // namespace

QByteArrayView ControlStringFilter::pass(QByteArrayView bytes)
{
    if (m_state == State::Text && !bytes.contains(kEscape))
        return bytes;
    m_passed.clear();
    for (qsizetype i = 0; i < bytes.size();) {
        if (m_state != State::Text) {
            take(bytes[i++]);
            continue;
        }
        const qsizetype escape = bytes.indexOf(kEscape, i);
        const qsizetype end = escape < 0 ? bytes.size() : escape;
        m_passed.append(bytes.sliced(i, end - i));
        m_state = escape < 0 ? State::Text : State::Escape;
        i = end + 1;
    }
    return m_passed;
}

void ControlStringFilter::take(char byte)
{
    switch (m_state) {
    case State::Text:
        break;
    case State::Escape:
        if (byte == 'P') {
            m_state = State::String;
            m_passed.append(kStringEnd);
        } else if (byte == kEscape) {
            m_passed.append(byte); // the one before it was for nothing
        } else if ((static_cast<unsigned char>(byte) < 0x20 && !cancels(byte)) || byte == kDelete) {
            m_passed.append(byte); // a control is carried out within a sequence, which goes on
        } else {
            m_passed.append(kEscape).append(byte);
            m_state = State::Text;
        }
        break;
    case State::String:
        if (byte == kEscape)
            m_state = State::StringEscape;
        else if (cancels(byte))
            m_state = State::Text;
        break;
    case State::StringEscape:
        m_state = State::Escape; // that of the end, or of what comes instead
        take(byte);
        break;
    }
}

} // namespace pipecore
