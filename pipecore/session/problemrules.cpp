#include "pipecore/session/problemrules.h"

namespace pipecore
{

namespace
{

ProblemRule rule(const char *pattern, ProblemRule::Elsewhere elsewhere = ProblemRule::Elsewhere::Nothing)
{
    return {QRegularExpression(QString::fromLatin1(pattern)), elsewhere};
}

} // namespace

// The rows that these tools write; each with the tool it was taken from.
const std::vector<ProblemRule> &ProblemRule::builtIn()
{
    using Elsewhere = ProblemRule::Elsewhere;
    static const std::vector<ProblemRule> rules{
        // gcc 12, clang 14, and what writes as they do: mypy, flake8 and shellcheck -f gcc among them
        rule(
            R"(^(?<file>[^\s:][^:]*):(?<line>\d+):(?:(?<column>\d+):)? (?:fatal )?(?<kind>error|warning): (?<text>.*))"),
        // tsc 5, to a file and to a terminal
        rule(
            R"(^(?<file>[^\s(][^(]*)\((?<line>\d+),(?<column>\d+)\): (?<kind>error|warning) (?<text>TS\d+: .*))"),
        rule(
            R"(^(?<file>[^\s:][^:]*):(?<line>\d+):(?<column>\d+) - (?<kind>error|warning) (?<text>TS\d+: .*))"),
        // rustc and cargo 1.63, and a panic
        rule(R"(^(?<kind>error|warning)(?:\[\w+\])?: (?<text>.*))", Elsewhere::PlaceBelow),
        rule(R"(^thread '[^']*' panicked at (?<file>[^\s':]+):(?<line>\d+):(?<column>\d+):?(?<text>.*))"),
        rule(R"(^thread '[^']*' panicked at (?<text>.*), (?<file>[^\s':]+):(?<line>\d+):(?<column>\d+)$)"),
        // Python 3.11
        rule(R"(^Traceback \(most recent call last\):)", Elsewhere::Traceback),
        // pytest 7: the places, and the summary
        rule(R"(^(?<file>[^\s:]+\.py):(?<line>\d+): (?<text>[A-Z]\w*(?:Error|Exception|Failed|Exit)\b.*))"),
        rule(R"(^(?:FAILED|ERROR) (?<file>[^\s:]+\.py)(?:::| - )(?<text>.*))"),
        // ninja 1.11, make 4.3, CMake 3.25
        rule(R"(^FAILED: (?<text>.*))"),
        rule(R"(^ninja: (?<kind>error|warning|fatal): (?<text>.*))"),
        rule(R"(^g?make(?:\[\d+\])?: \*\*\* (?<text>.*))"),
        rule(R"(^CMake (?<kind>Error|Warning)(?: \(dev\))? at (?<file>[^:]+):(?<line>\d+) ?(?<text>.*))"),
        // eslint 8, its "stylish" form
        rule(R"(^\s+(?<line>\d+):(?<column>\d+)\s+(?<kind>error|warning)\s+(?<text>.*))",
             Elsewhere::FileAbove),
    };
    return rules;
}

tl::expected<ProblemRule, QString> ProblemRule::make(const QString &pattern)
{
    ProblemRule made{QRegularExpression(pattern), Elsewhere::Nothing};
    if (!made.pattern.isValid())
        return tl::unexpected(QStringLiteral("The pattern \"%1\" is wrong at character %2: %3.")
                                  .arg(pattern)
                                  .arg(made.pattern.patternErrorOffset() + 1)
                                  .arg(made.pattern.errorString()));
    return made;
}

} // namespace pipecore
