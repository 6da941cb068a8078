#pragma once

#include <QRegularExpression>
#include <QString>

#include <vector>

#include <tl/expected.hpp>

namespace pipecore
{

/// How a tool tells of an error or a warning: a row that `pattern` matches.
///
/// Its named groups say what is known of it: file, line, column, kind ("warning" or else an error), and text
/// (else the whole row). What the row does not say itself may stand in other rows nearby.
struct ProblemRule {
    enum class Elsewhere {
        Nothing,
        PlaceBelow, ///< rustc: "--> file:line:column" a few rows below
        FileAbove,  ///< eslint: the file alone in a row above
        Traceback   ///< Python: the last "File ..., line ..." below, and the text in the row behind them
    };
    QRegularExpression pattern;
    Elsewhere elsewhere = Elsewhere::Nothing;

    /// Those of gcc, clang, rustc and cargo, Python's tracebacks, pytest, ninja, make, CMake, tsc and eslint.
    /// A row is what the first one that matches takes it for.
    static const std::vector<ProblemRule> &builtIn();
    /// One of a user's own, a regular expression. The error is a sentence.
    static tl::expected<ProblemRule, QString> make(const QString &pattern);
};

} // namespace pipecore
