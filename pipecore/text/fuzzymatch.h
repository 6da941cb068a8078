#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace pipecore
{

/// Where a text has the characters of a pattern, in order but with anything between them.
struct FuzzyMatch {
    int score = 0;                 ///< higher is better; only to be compared for one pattern
    std::vector<qsizetype> places; ///< in the text, rising
};

/// The best match, if there is one. Blanks cut the pattern into words, each of which must match; case counts
/// only where the pattern has capitals. Beginnings of words and characters that stand together count for
/// more. Only the first kFuzzyReach characters of the text are looked at.
std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text);

inline constexpr qsizetype kFuzzyReach = 512;

} // namespace pipecore
