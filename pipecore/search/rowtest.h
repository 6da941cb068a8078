#pragma once

#include "pipecore/search/pcre2pattern.h"
#include "pipecore/search/rowpieces.h"

#include <memory>
#include <vector>

namespace pipecore
{

/// Says which rows are wanted. One thread each; clone() is for another.
class RowTest
{
public:
    virtual ~RowTest() = default;
    /// Replaces `found` by the wanted rows of `piece`, in order; offsets from the start of its bytes, without
    /// newlines. Of a part of a long row: the whole part, if it wants it.
    virtual void find(const RowPieces &piece, std::vector<ByteRange> &found) = 0;
    virtual bool matches(QByteArrayView row) = 0;
    virtual std::unique_ptr<RowTest> clone() const = 0;
    /// In some row a pattern took too many steps: it was taken as no match.
    virtual bool gaveUp() const = 0;
};

} // namespace pipecore
