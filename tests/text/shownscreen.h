#pragma once

#include "pipecore/run/pseudoterminal.h"
#include "pipecore/text/terminalscreen.h"

#include <QByteArray>
#include <QString>

#include <vector>

/// What a terminal shows: its rows, and where the cursor is.
struct ShownScreen {
    std::vector<pipecore::CellLine> rows;
    int cursorColumn = 0;
    int cursorRow = 0;
};

/// What ours shows of `bytes`.
ShownScreen shownByUs(const QByteArray &bytes, pipecore::TerminalSize size);

/// Where they differ first; empty: nowhere. Blanks at a row's end count as nothing.
QString textDifference(const ShownScreen &ours, const ShownScreen &theirs);
/// The same of how characters look (not blanks): weight, slant, inverse, strike, underline, colours.
QString lookDifference(const ShownScreen &ours, const ShownScreen &theirs);
QString cursorDifference(const ShownScreen &ours, const ShownScreen &theirs);
