#include "pipecore/search/combinedtest.h"

#include "pipecore/search/blockcounter.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace pipecore
{

namespace
{

bool startsBefore(const ByteRange &a, const ByteRange &b)
{
    return a.from < b.from;
}

// Of the lines that are cut into rows later, a part may be what is asked for.
bool isLong(const ByteRange &row)
{
    return row.to - row.from > BlockCounter::kBlock;
}

void allRows(const RowPieces &piece, std::vector<ByteRange> &found)
{
    const QByteArrayView bytes = piece.bytes();
    found.clear();
    if (piece.isCut()) {
        found.push_back({0, bytes.size() - (bytes.endsWith('\n') ? 1 : 0)});
        return;
    }
    for (qint64 at = 0; at < bytes.size();) {
        const void *newline = std::memchr(bytes.data() + at, '\n', static_cast<size_t>(bytes.size() - at));
        const qint64 end = newline ? static_cast<const char *>(newline) - bytes.data() : bytes.size();
        found.push_back({at, end});
        at = end + 1;
    }
}

} // namespace

CombinedTest::CombinedTest(Kind kind, std::vector<std::unique_ptr<RowTest>> tests)
    : m_kind(kind), m_tests(std::move(tests))
{
}

void CombinedTest::find(const RowPieces &piece, std::vector<ByteRange> &found)
{
    switch (m_kind) {
    case Kind::All:
        return findAll(piece, found);
    case Kind::Any:
        return findAny(piece, found);
    case Kind::None:
        allRows(piece, found);
        return take(*this, piece, found);
    }
}

// What one wants is looked for first; then what another wants, or does not, of these.
void CombinedTest::findAll(const RowPieces &piece, std::vector<ByteRange> &found)
{
    const auto noneOf = [](const std::unique_ptr<RowTest> &test) {
        auto *combined = dynamic_cast<CombinedTest *>(test.get());
        return combined && combined->m_kind == Kind::None ? combined : nullptr;
    };
    bool isFirst = true;
    for (const auto &test : m_tests) {
        if (noneOf(test) || (!isFirst && found.empty()))
            continue;
        if (std::exchange(isFirst, false)) {
            test->find(piece, found);
            continue;
        }
        test->find(piece, m_other);
        m_merged.clear();
        std::set_intersection(found.begin(), found.end(), m_other.begin(), m_other.end(),
                              std::back_inserter(m_merged), startsBefore);
        std::swap(found, m_merged);
    }
    if (isFirst)
        allRows(piece, found);
    for (const auto &test : m_tests)
        if (CombinedTest *none = noneOf(test); none && !found.empty())
            take(*none, piece, found);
}

void CombinedTest::findAny(const RowPieces &piece, std::vector<ByteRange> &found)
{
    found.clear();
    for (const auto &test : m_tests) {
        test->find(piece, m_other);
        m_merged.clear();
        std::set_union(found.begin(), found.end(), m_other.begin(), m_other.end(),
                       std::back_inserter(m_merged), startsBefore);
        std::swap(found, m_merged);
    }
}

// Takes out of `found` what a test of `none` wants.
void CombinedTest::take(CombinedTest &none, const RowPieces &piece, std::vector<ByteRange> &found)
{
    for (const auto &test : none.m_tests) {
        test->find(piece, m_other);
        if (piece.isCut())
            continue;
        std::erase_if(m_other, isLong);
        m_merged.clear();
        std::set_difference(found.begin(), found.end(), m_other.begin(), m_other.end(),
                            std::back_inserter(m_merged), startsBefore);
        std::swap(found, m_merged);
    }
}

bool CombinedTest::matches(QByteArrayView row)
{
    const auto wants = [&](const std::unique_ptr<RowTest> &test) { return test->matches(row); };
    switch (m_kind) {
    case Kind::All:
        return std::all_of(m_tests.begin(), m_tests.end(), wants);
    case Kind::Any:
        return std::any_of(m_tests.begin(), m_tests.end(), wants);
    case Kind::None:
        break;
    }
    return std::none_of(m_tests.begin(), m_tests.end(), wants);
}

std::unique_ptr<RowTest> CombinedTest::clone() const
{
    std::vector<std::unique_ptr<RowTest>> copies;
    for (const auto &test : m_tests)
        copies.push_back(test->clone());
    return std::make_unique<CombinedTest>(m_kind, std::move(copies));
}

bool CombinedTest::gaveUp() const
{
    return std::any_of(m_tests.begin(), m_tests.end(), [](const auto &test) { return test->gaveUp(); });
}

} // namespace pipecore
