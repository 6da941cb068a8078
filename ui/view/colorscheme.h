#pragma once

#include "pipecore/text/style.h"

#include <QColor>

class QPalette;

namespace ui
{

/// The colours of output: the sixteen of a terminal, fit for the background, and those around the text.
struct ColorScheme {
    bool isDark = false;
    QColor background;
    QColor text;
    QColor gutter; ///< background of the line numbers
    QColor gutterText;
    QColor selection;
    QColor selectionText;
    QColor errorMark;       ///< beside rows from stderr
    QColor errorBackground; ///< below them
    QColor control;         ///< characters that stand for what is none
    QColor match;           ///< behind what a search finds
    std::array<QColor, 16> ansi;
    static constexpr QColor kMark{0x8a, 0x5c, 0xf0}; ///< of rows that somebody marked, on dark and on light

    static const ColorScheme &dark();
    static const ColorScheme &light();
    static const ColorScheme &of(const QPalette &palette);

    /// `fallback` when it is the default colour.
    QColor resolve(pipecore::TextColor color, const QColor &fallback) const;
};

} // namespace ui
