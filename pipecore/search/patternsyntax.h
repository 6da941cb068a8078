#pragma once

#include "pipecore/search/query.h"

#include <QByteArray>

namespace pipecore
{

/// A query's pattern as regular expressions, and what they depend on.
struct PatternSyntax {
    QByteArray row; ///< for one row at a time, UTF-8 and Unicode
    QByteArray
        block; ///< for many rows at once: the same, but it never matches a newline. Empty: there is none
    QByteArray literal; ///< when the pattern is nothing but these characters; else empty
    /// `block`, read as bytes, is exact for rows of ASCII only. Else it is for all rows.
    bool needsCharacters = false;
    /// `block` must not be read as bytes at all.
    bool neverBytes = false;
    bool matchCase = true; ///< also says what a (?i) in front of the pattern asks for

    static PatternSyntax of(const Query &query);
};

} // namespace pipecore
