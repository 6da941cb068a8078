#include "pipecore/text/utf8.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pipecore
{

namespace
{

using Range = std::pair<char32_t, char32_t>;

// Unicode 15.0, EastAsianWidth.txt: W and F; unassigned code points of the CJK blocks included.
constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},
    {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},
    {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},
    {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97C},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x16FE0, 0x16FF1}, {0x17000, 0x18CD5}, {0x18D00, 0x18D08}, {0x1AFF0, 0x1B122},
    {0x1B132, 0x1B132}, {0x1B150, 0x1B152}, {0x1B155, 0x1B155}, {0x1B164, 0x1B167}, {0x1B170, 0x1B2FB},
    {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F202},
    {0x1F210, 0x1F23B}, {0x1F240, 0x1F248}, {0x1F250, 0x1F251}, {0x1F260, 0x1F265}, {0x1F300, 0x1F320},
    {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3},
    {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4}, {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC},
    {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E}, {0x1F550, 0x1F567}, {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596},
    {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC}, {0x1F6D0, 0x1F6D2},
    {0x1F6D5, 0x1F6D7}, {0x1F6DC, 0x1F6DF}, {0x1F6EB, 0x1F6EC}, {0x1F6F4, 0x1F6FC}, {0x1F7E0, 0x1F7EB},
    {0x1F7F0, 0x1F7F0}, {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945}, {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FA7C},
    {0x1FA80, 0x1FA88}, {0x1FA90, 0x1FABD}, {0x1FABF, 0x1FAC5}, {0x1FACE, 0x1FADB}, {0x1FAE0, 0x1FAE8},
    {0x1FAF0, 0x1FAF8}, {0x20000, 0x2FFFD}, {0x30000, 0x3FFFD},
};

bool isContinuation(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

// The bounds of the second byte, which rule out overlong forms, surrogates and what is beyond U+10FFFF.
std::pair<unsigned char, unsigned char> secondByte(unsigned char first)
{
    switch (first) {
    case 0xe0:
        return {0xa0, 0xbf};
    case 0xed:
        return {0x80, 0x9f};
    case 0xf0:
        return {0x90, 0xbf};
    case 0xf4:
        return {0x80, 0x8f};
    default:
        return {0x80, 0xbf};
    }
}

} // namespace

Utf8Step decodeUtf8(const char *begin, const char *end)
{
    const auto first = static_cast<unsigned char>(*begin);
    if (first < 0x80)
        return {Utf8Step::Character, first, 1};
    const int size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4)
        return {Utf8Step::Invalid, 0, 1};
    char32_t character = first & (0x7fu >> size);
    for (int i = 1; i < size; ++i) {
        if (begin + i == end)
            return {Utf8Step::Incomplete, 0, i};
        const auto byte = static_cast<unsigned char>(begin[i]);
        const auto [low, high] = secondByte(first);
        if (i == 1 ? byte < low || byte > high : !isContinuation(byte))
            return {Utf8Step::Invalid, 0, i};
        character = character << 6 | (byte & 0x3f);
    }
    return {Utf8Step::Character, character, size};
}

int columnsOf(char32_t character)
{
    if (character < 0x300)
        return 1;
    switch (QChar::category(character)) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing:
    case QChar::Other_Format:
        return 0;
    default:
        break;
    }
    if (character < 0x1100)
        return 1;
    if (character >= 0x1160 && character <= 0x11ff) // Hangul vowels and finals join the syllable before
        return 0;
    const auto *range = std::lower_bound(std::begin(kWide), std::end(kWide), character,
                                         [](const Range &r, char32_t c) { return r.second < c; });
    return range != std::end(kWide) && character >= range->first ? 2 : 1;
}

void appendCharacter(QString &text, char32_t character)
{
    if (character <= 0xffff) {
        text.append(QChar(static_cast<char16_t>(character)));
        return;
    }
    text.append(QChar(QChar::highSurrogate(character)));
    text.append(QChar(QChar::lowSurrogate(character)));
}

} // namespace pipecore
