#include "pipecore/text/sgrencode.h"

#include "pipecore/text/linerun.h"

namespace pipecore
{

namespace
{

// `base` is 30, 40 or, for what has no short form, 50: each 8 below the code of the long form.
void appendColor(QByteArray &out, TextColor color, int base)
{
    if (color.isDefault())
        return;
    out += ';';
    if (!color.isIndexed()) {
        out += QByteArray::number(base + 8) + ";2;" + QByteArray::number(color.rgbValue() >> 16) + ';' +
               QByteArray::number(color.rgbValue() >> 8 & 0xff) + ';' +
               QByteArray::number(color.rgbValue() & 0xff);
    } else if (color.index() < 8 && base < 50) {
        out += QByteArray::number(base + color.index());
    } else if (color.index() < 16 && base < 50) {
        out += QByteArray::number(base + 60 + color.index() - 8);
    } else {
        out += QByteArray::number(base + 8) + ";5;" + QByteArray::number(color.index());
    }
}

} // namespace

void appendSgr(QByteArray &out, const Style &style)
{
    static constexpr std::pair<Style::Attribute, const char *> kCodes[] = {
        {Style::Bold, ";1"},    {Style::Faint, ";2"},   {Style::Italic, ";3"}, {Style::Blink, ";5"},
        {Style::Inverse, ";7"}, {Style::Conceal, ";8"}, {Style::Strike, ";9"}, {Style::Overline, ";53"},
    };
    out += "\x1b[0";
    for (const auto &[attribute, code] : kCodes)
        if (style.has(attribute))
            out += code;
    if (style.underline == Style::Underline::Single)
        out += ";4";
    else if (style.underline != Style::Underline::None)
        out += ";4:" + QByteArray::number(static_cast<int>(style.underline));
    appendColor(out, style.foreground, 30);
    appendColor(out, style.background, 40);
    appendColor(out, style.underlineColor, 50);
    out += 'm';
}

void appendAnsi(QByteArray &out, const CellLine &line)
{
    bool plain = true;
    forEachRun(line, [&](const Style &style, const QString &text) {
        if (!plain || !style.isPlain())
            appendSgr(out, style);
        plain = style.isPlain();
        out += text.toUtf8();
    });
    if (!plain)
        out += "\x1b[0m";
}

} // namespace pipecore
