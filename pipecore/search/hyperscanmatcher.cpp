#include "pipecore/search/blockmatcher.h"

#include <hs.h>

#include <algorithm>
#include <cstring>

namespace pipecore
{

namespace
{

// Of one row, so many matches are heard of before the scan is taken up again behind the row: `.*` reports one
// for each byte, and a new scan costs about as much as ten reports.
constexpr int kMostReports = 16;
constexpr qint64 kLongestScan = 1 << 30;

class HyperscanMatcher final : public BlockMatcher
{
public:
    explicit HyperscanMatcher(std::shared_ptr<hs_database_t> database) : m_database(std::move(database))
    {
        hs_alloc_scratch(m_database.get(), &m_scratch);
    }
    ~HyperscanMatcher() override { hs_free_scratch(m_scratch); }
    bool isUsable() const { return m_scratch != nullptr; }

    void findRows(QByteArrayView rows, qint64 base, std::vector<ByteRange> &found) override
    {
        Scan scan{rows, base, &found, 0, 0, 0};
        while (scan.from < rows.size()) {
            scan.reports = 0;
            const qint64 size = std::min(rows.size() - scan.from, kLongestScan);
            const hs_error_t result = hs_scan(m_database.get(), rows.data() + scan.from,
                                              static_cast<unsigned>(size), 0, m_scratch, &report, &scan);
            if (result != HS_SCAN_TERMINATED)
                return;
            scan.from = scan.next;
        }
    }

    std::unique_ptr<BlockMatcher> clone() const override
    {
        return std::make_unique<HyperscanMatcher>(m_database);
    }

private:
    struct Scan {
        QByteArrayView rows;
        qint64 base;
        std::vector<ByteRange> *found;
        qint64 from; // where this scan began
        qint64 next; // behind the last row found
        int reports;
    };

    static int report(unsigned, unsigned long long, unsigned long long to, unsigned, void *context)
    {
        Scan &scan = *static_cast<Scan *>(context);
        const qint64 matchEnd = scan.from + static_cast<qint64>(to);
        if (matchEnd < scan.next)
            return ++scan.reports > kMostReports;
        const char *const data = scan.rows.data();
        const qint64 size = scan.rows.size();
        const void *before = ::memrchr(data + scan.next, '\n', static_cast<size_t>(matchEnd - scan.next));
        const void *after = std::memchr(data + matchEnd, '\n', static_cast<size_t>(size - matchEnd));
        const qint64 start = before ? static_cast<const char *>(before) - data + 1 : scan.next;
        const qint64 end = after ? static_cast<const char *>(after) - data : size;
        scan.found->push_back({scan.base + start, scan.base + end});
        scan.next = end + 1;
        scan.reports = 0;
        return 0;
    }

    const std::shared_ptr<hs_database_t> m_database;
    hs_scratch_t *m_scratch = nullptr;
};

} // namespace

std::unique_ptr<BlockMatcher> makeHyperscanMatcher(const QByteArray &pattern, bool matchCase)
{
    if (!hasHyperscan() || pattern.contains('\0'))
        return nullptr;
    unsigned flags = HS_FLAG_MULTILINE;
    if (!matchCase)
        flags |= HS_FLAG_CASELESS;
    hs_database_t *database = nullptr;
    hs_compile_error_t *error = nullptr;
    if (hs_compile(pattern.constData(), flags, HS_MODE_BLOCK, nullptr, &database, &error) != HS_SUCCESS) {
        hs_free_compile_error(error);
        return nullptr;
    }
    auto matcher =
        std::make_unique<HyperscanMatcher>(std::shared_ptr<hs_database_t>(database, &hs_free_database));
    return matcher->isUsable() ? std::move(matcher) : nullptr;
}

bool hasHyperscan()
{
    static const bool usable = hs_valid_platform() == HS_SUCCESS;
    return usable;
}

} // namespace pipecore
