#pragma once

#include <QByteArray>

#include <algorithm>
#include <array>

namespace pipecore
{

/// A control sequence: CSI, parameters, final byte (ECMA-48, 5.4).
struct ControlSequence {
    QByteArrayView parameters; ///< as they stand there, with private markers ('?', '>') in front
    QByteArrayView intermediates;
    char final = 0;

    /// Parameter `index`, or `fallback` when it is missing or 0.
    int number(int index, int fallback) const;
    bool isPrivate() const { return !parameters.isEmpty() && parameters.front() >= '<'; }
};

/// Splits a terminal's byte stream into text, controls and sequences; a state machine after that of Paul
/// Williams (https://vt100.net/emu/dec_ansi_parser), for UTF-8: bytes from 0x80 on are text.
///
/// Sequences may be cut anywhere between two calls of feed(). Memory is bounded: a control sequence longer
/// than kLongestSequence has no effect, and of a string (OSC) only that much is kept; DCS, SOS, PM and APC
/// are swallowed.
class EscapeParser
{
public:
    static constexpr int kLongestSequence = 2048;

    /// Handler has: text(const char *begin, const char *end), nuls(qint64 count), control(char), csi(const
    /// ControlSequence &), osc(QByteArrayView), escape(char intermediate, char final).
    template<typename Handler> void feed(const char *data, qint64 size, Handler &handler);

    bool isGround() const { return m_state == State::Ground; }
    bool isInString() const { return m_state >= State::Osc; }
    /// In a string, behind an ESC that may begin its end.
    bool isInStringEnd() const { return m_state >= State::StringEscape; }
    /// Bytes of the sequence that has begun and not ended; at most kLongestSequence + 1.
    int pendingBytes() const { return m_pending; }

    /// What is to be swallowed, because more than kLongestSequence bytes of it have come. BellString: a BEL
    /// ends it, too, as xterm has it for OSC.
    enum class Overlong : quint8 { None, Sequence, String, BellString };
    Overlong overlong() const;
    void enterOverlong(Overlong what);

private:
    enum class State : quint8 {
        Ground,
        Escape,
        EscapeIntermediate,
        Csi,
        CsiIgnore,
        Osc,
        String,
        StringEscape,
        OscEscape
    };

    template<typename Handler> void step(char byte, Handler &handler);
    // Text in the midst of a sequence: there is none.
    template<typename Handler> void breakOff(char byte, Handler &handler)
    {
        m_state = State::Ground;
        handler.text(&byte, &byte + 1);
    }
    void begin(State state)
    {
        m_state = state;
        m_size = 0;
        m_intermediates = 0;
    }
    void giveUp();
    ControlSequence sequence(char final) const;

    State m_state = State::Ground;
    bool m_endsAtBell = false;
    int m_pending = 0;
    int m_size = 0;
    int m_intermediates = 0; // how many of the last bytes collected are intermediate
    std::array<char, kLongestSequence> m_bytes;
};

template<typename Handler> void EscapeParser::feed(const char *data, qint64 size, Handler &handler)
{
    const char *at = data;
    const char *const end = data + size;
    while (at < end) {
        if (m_state == State::Ground) {
            const char *const start = at;
            while (at < end && static_cast<unsigned char>(*at) >= 0x20 && *at != 0x7f)
                ++at;
            if (at > start)
                handler.text(start, at);
            const char *const nuls = at;
            while (at < end && *at == 0)
                ++at;
            if (at > nuls)
                handler.nuls(at - nuls);
            if (at > start)
                continue;
        } else if (m_state == State::String) {
            // Only three bytes matter in a swallowed string: whole gigabytes of others cost one search.
            at = std::find_if(
                at, end, [](char c) { return c == '\x1b' || c == '\x18' || c == '\x1a' || c == '\x07'; });
            m_pending = kLongestSequence + 1;
            if (at == end)
                return;
        }
        step(*at++, handler);
        m_pending = m_state == State::Ground ? 0 : std::min(m_pending + 1, kLongestSequence + 1);
        if (m_pending > kLongestSequence)
            giveUp();
    }
}

template<typename Handler> void EscapeParser::step(char byte, Handler &handler)
{
    const auto code = static_cast<unsigned char>(byte);
    if (code == 0x18 || code == 0x1a) { // CAN and SUB end everything
        if (m_state == State::Ground)
            handler.control(byte);
        m_state = State::Ground;
        return;
    }
    if (code == 0x1b && m_state < State::Osc) {
        begin(State::Escape);
        m_pending = 0;
        return;
    }
    switch (m_state) {
    case State::Ground:
        handler.control(byte);
        return;
    case State::Escape:
    case State::EscapeIntermediate:
        if (code < 0x20) {
            handler.control(byte);
        } else if (code < 0x30) {
            m_bytes[0] = byte;
            m_state = State::EscapeIntermediate;
        } else if (m_state == State::EscapeIntermediate && code < 0x7f) {
            m_state = State::Ground;
            handler.escape(m_bytes[0], byte);
        } else if (byte == '[') {
            begin(State::Csi);
        } else if (byte == ']') {
            begin(State::Osc);
            m_endsAtBell = true;
        } else if (byte == 'P' || byte == 'X' || byte == '^' || byte == '_' || byte == 'k') {
            begin(State::String); // k: a title, as screen has it
            m_endsAtBell = false;
        } else if (code < 0x7f) {
            m_state = State::Ground;
            handler.escape(0, byte);
        } else if (code > 0x7f) {
            breakOff(byte, handler);
        }
        return;
    case State::Csi:
    case State::CsiIgnore:
        if (code < 0x20) {
            handler.control(byte);
        } else if (code >= 0x40 && code < 0x7f) {
            const bool valid = m_state == State::Csi;
            m_state = State::Ground;
            if (valid)
                handler.csi(sequence(byte));
        } else if (code >= 0x7f) {
            if (code > 0x7f)
                breakOff(byte, handler);
        } else if (m_size == kLongestSequence || m_state == State::CsiIgnore ||
                   (m_intermediates > 0 && code >= 0x30)) {
            m_state = State::CsiIgnore;
        } else {
            m_bytes[static_cast<size_t>(m_size++)] = byte;
            m_intermediates += code < 0x30;
        }
        return;
    case State::Osc:
        if (code == 0x07) {
            m_state = State::Ground;
            handler.osc(QByteArrayView(m_bytes.data(), m_size));
        } else if (code == 0x1b) {
            m_state = State::OscEscape;
        } else if (m_size == kLongestSequence) {
            m_state = State::String;
        } else if (code >= 0x20) {
            m_bytes[static_cast<size_t>(m_size++)] = byte;
        }
        return;
    case State::OscEscape:
        if (byte == '\\')
            handler.osc(QByteArrayView(m_bytes.data(), m_size));
        [[fallthrough]];
    case State::StringEscape:
        begin(byte == '\\' ? State::Ground : State::Escape);
        m_pending = 1; // the ESC that broke the string off
        if (m_state == State::Escape)
            step(byte, handler);
        return;
    case State::String:
        m_state = code == 0x1b                   ? State::StringEscape
                  : code == 0x07 && m_endsAtBell ? State::Ground
                                                 : State::String;
        return;
    }
}

} // namespace pipecore
