#pragma once

#include <QtGlobal>

namespace pipecore
{

/// Whether a stream is laid-out text and nothing else: text in scripts whose widths terminals do not agree
/// on, with tabs or form feeds between, and no other control apart from line ends. No screen says where its
/// columns are; the best text of such a stream is the stream. The pieces may be cut anywhere.
class PlainTextCheck
{
public:
    /// False from the first other control on.
    bool feed(const char *data, qint64 size);
    /// The end of the stream.
    bool finish() const { return m_isPlain && m_hasLayout && m_hasScript && !m_afterReturn; }

private:
    bool m_isPlain = true;
    bool m_hasLayout = false;   // tabs or form feeds
    bool m_hasScript = false;   // more than ASCII
    bool m_afterReturn = false; // a carriage return that its newline has to follow
    bool m_afterC2 = false;     // the first byte of what may be a C1 control in UTF-8
};

} // namespace pipecore
