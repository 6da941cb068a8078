#pragma once

#include "pipecore/capture/rowreader.h"
#include "pipecore/search/plainrows.h"
#include "pipecore/search/rowtest.h"
#include "pipecore/session/problemrules.h"
#include "pipecore/session/recording.h"

#include <optional>

namespace pipecore
{

/// An error or a warning that the output tells of.
struct Problem {
    qint64 row = 0; ///< in the recording, from 0
    bool isWarning = false;
    QString file; ///< as the tool names it; empty: it says none
    int line = 0; ///< 0: it says none
    int column = 0;
    QString text;
    bool operator==(const Problem &) const = default;
};

/// Makes problems of rows. One thread each.
class ProblemReader
{
public:
    /// The user's rules go before the built-in ones.
    ProblemReader(Recording::Ptr recording, std::vector<ProblemRule> own = {});

    /// Says which rows may tell of one, for a search; null, and a sentence, when a rule cannot be used for
    /// that.
    static tl::expected<std::unique_ptr<RowTest>, QString> test(const std::vector<ProblemRule> &own = {});

    /// What row `number` tells of; it must be indexed. Reads some rows beside it where the tool has told a
    /// part of it there, those that have come by now.
    std::optional<Problem> at(qint64 number);

private:
    QStringList texts(qint64 first, qint64 count);
    void lookBelow(Problem &problem);
    void lookAbove(Problem &problem);
    void readTraceback(Problem &problem);

    std::vector<ProblemRule> m_rules;
    RowReader m_reader;
    PlainRows m_plain;
};

} // namespace pipecore
