#pragma once

#include "pipecore/text/escapeparser.h"

#include <QByteArray>
#include <QByteArrayView>

namespace pipecore
{

/// Tells what of a terminal's output need not be drawn, because it only scrolls rows off that many others
/// follow: plain rows, with styles (SGR) and controls within a row at most. A terminal moves its whole screen
/// for each row; to look for what is plain is some hundred times faster.
///
/// For one terminal, on its main screen, which is told of all that it is fed.
class ScrollSkip
{
public:
    struct Skipped {
        qsizetype size = 0;    ///< bytes that need not be fed, up to the start of a row
        QByteArray penChanges; ///< the styles that they set
    };

    /// The terminal, of `screenRows` rows, was fed `bytes`.
    void noteFed(QByteArrayView bytes, int screenRows);
    /// What can be skipped of `bytes`, the next ones, for the screen, its cursor, and the last `keptAbove`
    /// rows above it to end up the same.
    Skipped skippable(QByteArrayView bytes, int keptAbove, int screenRows) const;

private:
    struct Handler;

    EscapeParser m_parser;
    bool m_hasScrollMargins = false; // a part of the screen scrolls by itself
    bool m_hasSideMargins = false;
    bool m_newlineReturns = false; // to the start of the row: mode LNM
};

} // namespace pipecore
