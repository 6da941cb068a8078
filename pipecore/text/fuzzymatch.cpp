#include "pipecore/text/fuzzymatch.h"

#include <QList>

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr int kMatch = 16;
constexpr int kWordStart = 10;
constexpr int kTogether = 12;
constexpr int kGap = -1; // for each character between two that match
constexpr int kImpossible = -1'000'000;

bool startsWord(QStringView text, qsizetype at)
{
    if (at == 0)
        return true;
    const QChar before = text[at - 1], here = text[at];
    return (!before.isLetterOrNumber() && here.isLetterOrNumber()) || (before.isLower() && here.isUpper());
}

bool isSame(QChar wanted, QChar found)
{
    return wanted == found || (!wanted.isUpper() && wanted == found.toLower());
}

// As Smith and Waterman align two sequences: best[i][j] is the best score with the i-th wanted character at
// j.
std::optional<FuzzyMatch> matchWord(QStringView word, QStringView text)
{
    const qsizetype columns = text.size();
    if (word.size() > columns)
        return {};
    std::vector<std::vector<int>> best(static_cast<size_t>(word.size()),
                                       std::vector<int>(static_cast<size_t>(columns), kImpossible));
    std::vector<std::vector<qsizetype>> from(static_cast<size_t>(word.size()),
                                             std::vector<qsizetype>(static_cast<size_t>(columns), -1));
    for (qsizetype i = 0; i < word.size(); ++i) {
        int reach = kImpossible; // the best of the row before, with the gap up to here taken off
        qsizetype reachAt = -1;
        for (qsizetype j = 0; j < columns; ++j) {
            const auto row = static_cast<size_t>(i), column = static_cast<size_t>(j);
            if (isSame(word[i], text[j])) {
                const int own = kMatch + (startsWord(text, j) ? kWordStart : 0);
                int before = i == 0 ? 0 : reach;
                qsizetype at = i == 0 ? -1 : reachAt;
                if (i > 0 && j > 0 && best[row - 1][column - 1] + kTogether >= before) {
                    before = best[row - 1][column - 1] + kTogether;
                    at = j - 1;
                }
                if (before > kImpossible / 2) {
                    best[row][column] = before + own;
                    from[row][column] = at;
                }
            }
            if (i > 0) {
                reach = std::max(reach + kGap, kImpossible);
                if (best[row - 1][column] >= reach) {
                    reach = best[row - 1][column];
                    reachAt = j;
                }
            }
        }
    }
    const auto &last = best.back();
    const auto end = std::max_element(last.begin(), last.end());
    if (*end <= kImpossible / 2)
        return {};
    FuzzyMatch match{*end, {}};
    qsizetype at = end - last.begin();
    for (auto row = from.rbegin(); row != from.rend(); ++row) {
        match.places.push_back(at);
        at = (*row)[static_cast<size_t>(at)];
    }
    std::reverse(match.places.begin(), match.places.end());
    return match;
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text)
{
    FuzzyMatch whole;
    for (const QStringView word : pattern.split(u' ', Qt::SkipEmptyParts)) {
        const auto match = matchWord(word, text.left(kFuzzyReach));
        if (!match)
            return {};
        whole.score += match->score;
        whole.places.insert(whole.places.end(), match->places.begin(), match->places.end());
    }
    std::sort(whole.places.begin(), whole.places.end());
    whole.places.erase(std::unique(whole.places.begin(), whole.places.end()), whole.places.end());
    return whole;
}

} // namespace pipecore
