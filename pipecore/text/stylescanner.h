#pragma once

#include "pipecore/text/escapeparser.h"
#include "pipecore/text/style.h"

namespace pipecore
{

/// What a terminal has in mind at a place of the stream, apart from its screen: the style in force, and
/// whether the place is within a sequence. Four words, to be kept for each block of a capture.
struct StyleState {
    Style style;          ///< in force before the sequence that is open here, if one is
    int pendingBytes = 0; ///< the open sequence began so many bytes before
    /// The open sequence began further back than that: it is to be swallowed.
    EscapeParser::Overlong overlong = EscapeParser::Overlong::None;

    std::array<quint32, 4> toWords() const;
    static StyleState fromWords(const std::array<quint32, 4> &words);
    bool operator==(const StyleState &) const = default;
};

/// Follows the style through a stream, and nothing else.
class StyleScanner
{
public:
    StyleScanner() = default;
    /// Goes on from `state`; the bytes to feed begin `state.pendingBytes` before the place of it.
    explicit StyleScanner(const StyleState &state);

    /// `mayHaveEscape` false: there is no ESC in the data, which saves looking at all of it.
    void scan(const char *data, qint64 size, bool mayHaveEscape = true);
    StyleState state() const;

private:
    struct Handler {
        Style style;
        void text(const char *, const char *) {}
        void nuls(qint64) {}
        void control(char) {}
        void csi(const ControlSequence &sequence);
        void osc(QByteArrayView) {}
        void escape(char intermediate, char final);
    };
    EscapeParser m_parser;
    Handler m_handler;
};

} // namespace pipecore
