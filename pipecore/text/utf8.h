#pragma once

#include <QString>

namespace pipecore
{

/// One step of decoding UTF-8 (RFC 3629).
struct Utf8Step {
    enum Kind { Character, Invalid, Incomplete } kind;
    char32_t character; ///< when it is a Character
    int size;           ///< bytes: of the character, or of the longest prefix of one that is broken off
};

/// Looks at the first character of [begin, end), which is not empty. Incomplete: the bytes are the start of a
/// character that goes on behind `end`.
Utf8Step decodeUtf8(const char *begin, const char *end);

/// Terminal columns: 0 for combining and format characters, 2 for wide and full-width ones (Unicode 15,
/// East Asian Width W and F), 1 for others.
int columnsOf(char32_t character);

/// Appends a character beyond the basic plane too.
void appendCharacter(QString &text, char32_t character);

} // namespace pipecore
