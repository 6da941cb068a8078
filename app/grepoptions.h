#pragma once

#include "pipecore/search/query.h"

namespace app
{

/// What `runnel grep` was asked for; the meaning of each is grep's.
struct GrepOptions {
    enum class Output { Rows, Count, Names, Nothing };
    enum class When { Auto, Always, Never };

    pipecore::Query query;
    Output output = Output::Rows;
    bool invert = false;
    bool numbers = false;
    bool onlyMatches = false;
    bool binaryAsText = false;
    When color = When::Never;
    When names = When::Auto; ///< Auto: where more than one is searched
    qint64 most = -1;        ///< rows selected in each; -1: all
    qint64 before = 0;       ///< rows of context
    qint64 after = 0;
};

} // namespace app
