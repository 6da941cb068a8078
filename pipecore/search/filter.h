#pragma once

#include "pipecore/search/matcher.h"
#include "pipecore/search/rowtest.h"

namespace pipecore
{

/// Several terms made ready to say which rows are wanted.
struct Filter {
    std::unique_ptr<RowTest> test;
    std::unique_ptr<Matcher>
        shown; ///< what to paint in them: all terms but those behind a NOT; null: nothing

    /// Understands terms with AND, OR, NOT and parentheses between them; two terms beside each other mean
    /// AND, which binds closer than OR. A term is a word, "some words", or /a regular expression/.
    static tl::expected<Filter, QueryError> parse(const QString &text, bool matchCase);
};

} // namespace pipecore
