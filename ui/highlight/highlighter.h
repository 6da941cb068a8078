#pragma once

#include "pipecore/search/matcher.h"
#include "pipecore/text/cellline.h"
#include "ui/highlight/highlightrules.h"

namespace ui
{

/// Colours rows as a set of rules says. One thread.
class Highlighter
{
public:
    /// The error is a sentence: a pattern that is none.
    static tl::expected<std::shared_ptr<Highlighter>, QString> make(const HighlightSet &set);

    /// The background for all of the row, if a rule wants that; else the default.
    pipecore::TextColor apply(pipecore::CellLine &line);

private:
    struct Rule {
        std::unique_ptr<pipecore::Matcher> matcher;
        pipecore::TextColor text;
        pipecore::TextColor background;
        bool wholeRow;
    };
    std::vector<Rule> m_rules; // the one that has its way last
};

} // namespace ui
