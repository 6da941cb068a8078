#include "pipecore/text/sgr.h"

#include <algorithm>
#include <array>

namespace pipecore
{

namespace
{

constexpr int kMissing = -1;

// One parameter with its colon-separated parts; "38:2::10:20:30" has six, the third of them missing.
struct Parameter {
    std::array<int, 8> parts{};
    int count = 0;
    int value() const { return parts[0] == kMissing ? 0 : parts[0]; }
};

Parameter takeParameter(QByteArrayView &rest)
{
    Parameter parameter;
    int value = kMissing;
    qsizetype i = 0;
    for (; i <= rest.size(); ++i) {
        const char c = i < rest.size() ? rest[i] : ';';
        if (c >= '0' && c <= '9') {
            value = std::min(std::max(value, 0) * 10 + (c - '0'), 99999);
            continue;
        }
        if (parameter.count < 8)
            parameter.parts[static_cast<size_t>(parameter.count++)] = value;
        value = kMissing;
        if (c == ';')
            break;
    }
    rest = rest.sliced(std::min(i + 1, rest.size()));
    return parameter;
}

// The colour behind 38, 48 or 58, in either syntax: parts of the same parameter, or the parameters after it
// (which are taken from `rest`).
bool takeColor(const Parameter &first, QByteArrayView &rest, TextColor &color)
{
    std::array<int, 8> v = first.parts;
    int count = first.count;
    if (count == 1) {
        const int kind = takeParameter(rest).value();
        const int wanted = kind == 5 ? 1 : kind == 2 ? 3 : 0;
        v[1] = kind;
        count = 2;
        for (int i = 0; i < wanted; ++i)
            v[static_cast<size_t>(count++)] = takeParameter(rest).value();
    } else if (v[1] == 2 && count >= 6) {
        std::copy(v.begin() + 3, v.end(), v.begin() + 2); // without the colour space
        --count;
    }
    const auto part = [&](size_t i) { return static_cast<int>(i) < count ? std::max(v[i], 0) : 0; };
    if (part(1) == 5 && count >= 3 && part(2) < 256) {
        color = TextColor::indexed(part(2));
        return true;
    }
    if (part(1) == 2 && count >= 5) {
        color = TextColor::rgb(std::min(part(2), 255), std::min(part(3), 255), std::min(part(4), 255));
        return true;
    }
    return false;
}

void reset(Style &style)
{
    const quint16 link = style.link;
    style = {};
    style.link = link;
}

void applyOne(Style &style, const Parameter &parameter, QByteArrayView &rest)
{
    const int code = parameter.value();
    switch (code) {
    case 0:
        reset(style);
        return;
    case 1:
        style.set(Style::Bold, true);
        return;
    case 2:
        style.set(Style::Faint, true);
        return;
    case 3:
        style.set(Style::Italic, true);
        return;
    case 4:
        if (parameter.count == 1)
            style.underline = Style::Underline::Single;
        else if (parameter.parts[1] >= 0 && parameter.parts[1] <= 5)
            style.underline = static_cast<Style::Underline>(parameter.parts[1]);
        return;
    case 5:
    case 6:
        style.set(Style::Blink, true);
        return;
    case 7:
        style.set(Style::Inverse, true);
        return;
    case 8:
        style.set(Style::Conceal, true);
        return;
    case 9:
        style.set(Style::Strike, true);
        return;
    case 21:
        style.underline = Style::Underline::Double;
        return;
    case 22:
        style.set(Style::Bold, false);
        style.set(Style::Faint, false);
        return;
    case 23:
        style.set(Style::Italic, false);
        return;
    case 24:
        style.underline = Style::Underline::None;
        return;
    case 25:
        style.set(Style::Blink, false);
        return;
    case 27:
        style.set(Style::Inverse, false);
        return;
    case 28:
        style.set(Style::Conceal, false);
        return;
    case 29:
        style.set(Style::Strike, false);
        return;
    case 38:
        takeColor(parameter, rest, style.foreground);
        return;
    case 39:
        style.foreground = {};
        return;
    case 48:
        takeColor(parameter, rest, style.background);
        return;
    case 49:
        style.background = {};
        return;
    case 53:
        style.set(Style::Overline, true);
        return;
    case 55:
        style.set(Style::Overline, false);
        return;
    case 58:
        takeColor(parameter, rest, style.underlineColor);
        return;
    case 59:
        style.underlineColor = {};
        return;
    default:
        break;
    }
    if (code >= 30 && code <= 37)
        style.foreground = TextColor::indexed(code - 30);
    else if (code >= 40 && code <= 47)
        style.background = TextColor::indexed(code - 40);
    else if (code >= 90 && code <= 97)
        style.foreground = TextColor::indexed(code - 90 + 8);
    else if (code >= 100 && code <= 107)
        style.background = TextColor::indexed(code - 100 + 8);
}

} // namespace

void applySgr(Style &style, QByteArrayView parameters)
{
    if (parameters.isEmpty()) {
        reset(style);
        return;
    }
    while (!parameters.isEmpty()) {
        const bool trailing = parameters.back() == ';' && parameters.indexOf(';') == parameters.size() - 1;
        const Parameter parameter = takeParameter(parameters);
        applyOne(style, parameter, parameters);
        if (trailing && parameters.isEmpty())
            reset(style); // "1;" ends with an empty parameter, which is 0
    }
}

} // namespace pipecore
