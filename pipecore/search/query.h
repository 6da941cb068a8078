#pragma once

#include <QString>

namespace pipecore
{

/// What to look for in the rows of an output.
struct Query {
    QString pattern;     ///< of several lines: any of them
    bool isRegex = true; ///< in Perl's syntax (PCRE2); else the characters themselves
    bool matchCase = true;
    bool wholeWord = false; ///< no letter, digit or underscore stands beside the match

    bool isEmpty() const { return pattern.isEmpty(); }
    bool operator==(const Query &) const = default;
};

/// Why a query cannot be used.
struct QueryError {
    QString text;           ///< a sentence for the user, with the place in it
    qsizetype position = 0; ///< in the pattern, where it goes wrong
};

} // namespace pipecore
