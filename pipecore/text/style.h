#pragma once

#include <QtGlobal>

#include <array>

namespace pipecore
{

/// A colour as escape sequences give it: none, one of 256, or red, green and blue.
struct TextColor {
    enum Kind : quint32 { Default = 0, Indexed = 1u << 24, Rgb = 2u << 24 };
    quint32 value = Default;

    static TextColor indexed(int index) { return {Indexed | static_cast<quint32>(index & 0xff)}; }
    static TextColor rgb(int r, int g, int b)
    {
        return {Rgb | static_cast<quint32>((r & 0xff) << 16 | (g & 0xff) << 8 | (b & 0xff))};
    }
    bool isDefault() const { return (value >> 24) == 0; }
    bool isIndexed() const { return (value & Indexed) != 0; }
    int index() const { return static_cast<int>(value & 0xff); }
    quint32 rgbValue() const { return value & 0xffffff; }
    bool operator==(const TextColor &) const = default;
};

/// How text looks: the result of the SGR sequences (ECMA-48, 8.3.117, and their usual extensions) before it.
struct Style {
    enum Attribute : quint32 {
        Bold = 1 << 0,
        Faint = 1 << 1,
        Italic = 1 << 2,
        Blink = 1 << 3,
        Inverse = 1 << 4,
        Conceal = 1 << 5,
        Strike = 1 << 6,
        Overline = 1 << 7,
    };
    enum class Underline : quint8 { None, Single, Double, Curly, Dotted, Dashed };

    TextColor foreground;
    TextColor background;
    TextColor underlineColor;
    quint32 attributes = 0;
    Underline underline = Underline::None;
    quint16 link = 0; ///< CellLine::link(): where the text leads; 0: nowhere. Not a matter of SGR

    bool has(Attribute attribute) const { return (attributes & attribute) != 0; }
    void set(Attribute attribute, bool on)
    {
        attributes = on ? attributes | attribute : attributes & ~quint32(attribute);
    }
    bool isPlain() const { return *this == Style(); }
    bool operator==(const Style &) const = default;
};

} // namespace pipecore
