#include "pipecore/search/filter.h"

#include "pipecore/search/combinedtest.h"
#include "pipecore/search/rowsearch.h"

#include <QRegularExpression>
#include <QStringList>

namespace pipecore
{

namespace
{

constexpr int kDeepest = 50; // parentheses within each other

using TestPtr = std::unique_ptr<RowTest>;
using Parsed = tl::expected<TestPtr, QueryError>;

TestPtr combined(CombinedTest::Kind kind, std::vector<TestPtr> tests)
{
    if (tests.size() == 1 && kind != CombinedTest::Kind::None)
        return std::move(tests.front());
    return std::make_unique<CombinedTest>(kind, std::move(tests));
}

/// Goes through the text once, each method from where its part begins to behind it.
class FilterParser
{
public:
    FilterParser(const QString &text, bool matchCase) : m_text(text), m_matchCase(matchCase) {}

    Parsed whole()
    {
        auto test = any();
        if (test && m_at < m_text.size())
            return fail(QStringLiteral("there is a \")\" too many"));
        return test;
    }
    const QStringList &shown() const { return m_shown; }

private:
    tl::unexpected<QueryError> fail(const QString &text) const
    {
        const QString where = m_at < m_text.size() ? QStringLiteral(", at character %1").arg(m_at + 1)
                                                   : QStringLiteral(", at the end");
        return tl::unexpected(QueryError{text + where, m_at});
    }

    void skipBlanks()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }

    bool takeWord(QLatin1String word)
    {
        skipBlanks();
        const QStringView rest = QStringView(m_text).mid(m_at);
        if (!rest.startsWith(word))
            return false;
        if (rest.size() > word.size() && !rest[word.size()].isSpace() && rest[word.size()] != u'(')
            return false;
        m_at += word.size();
        return true;
    }

    bool isAtEnd()
    {
        skipBlanks();
        return m_at >= m_text.size() || m_text[m_at] == u')';
    }

    Parsed any()
    {
        std::vector<TestPtr> tests;
        do {
            auto test = all();
            if (!test)
                return test;
            tests.push_back(std::move(*test));
        } while (takeWord(QLatin1String("OR")));
        return combined(CombinedTest::Kind::Any, std::move(tests));
    }

    Parsed all()
    {
        std::vector<TestPtr> tests;
        for (;;) {
            auto test = one();
            if (!test)
                return test;
            tests.push_back(std::move(*test));
            if (takeWord(QLatin1String("AND")))
                continue;
            const qsizetype here = m_at;
            const bool isNext = takeWord(QLatin1String("OR"));
            m_at = here;
            if (isNext || isAtEnd())
                return combined(CombinedTest::Kind::All, std::move(tests));
        }
    }

    Parsed one()
    {
        if (++m_depth > kDeepest)
            return fail(QStringLiteral("too much within each other"));
        auto test = negated();
        --m_depth;
        return test;
    }

    Parsed negated()
    {
        if (takeWord(QLatin1String("NOT"))) {
            m_isNegated = !m_isNegated;
            auto test = one();
            m_isNegated = !m_isNegated;
            if (!test)
                return test;
            std::vector<TestPtr> tests;
            tests.push_back(std::move(*test));
            return combined(CombinedTest::Kind::None, std::move(tests));
        }
        skipBlanks();
        if (isAtEnd() || takeWord(QLatin1String("AND")) || takeWord(QLatin1String("OR")))
            return fail(QStringLiteral("a term is missing"));
        if (m_text[m_at] != u'(')
            return term();
        ++m_at;
        auto test = any();
        if (!test)
            return test;
        if (m_at >= m_text.size())
            return fail(QStringLiteral("a \")\" is missing"));
        ++m_at;
        return test;
    }

    Parsed term()
    {
        Query query{{}, false, m_matchCase, false};
        const qsizetype start = m_at;
        const QChar first = m_text[m_at];
        if (first == u'"' || first == u'/') {
            ++m_at;
            while (m_at < m_text.size() && m_text[m_at] != first) {
                if (m_text[m_at] == u'\\' && m_at + 1 < m_text.size() && m_text[m_at + 1] == first)
                    ++m_at; // the character itself
                else if (m_text[m_at] == u'\\' && first == u'/' && m_at + 1 < m_text.size())
                    query.pattern += m_text[m_at++];
                query.pattern += m_text[m_at++];
            }
            if (m_at >= m_text.size())
                return fail(QStringLiteral("a %1 is missing").arg(first));
            ++m_at;
            query.isRegex = first == u'/';
        } else {
            while (m_at < m_text.size() && !m_text[m_at].isSpace() && m_text[m_at] != u'(' &&
                   m_text[m_at] != u')')
                query.pattern += m_text[m_at++];
        }
        if (query.pattern.isEmpty())
            return fail(QStringLiteral("a term is empty"));
        auto matcher = Matcher::create(query);
        if (!matcher)
            return tl::unexpected(QueryError{
                QStringLiteral("in %1: %2").arg(m_text.mid(start, m_at - start), matcher.error().text),
                start + 1 + matcher.error().position});
        if (!m_isNegated)
            m_shown << (query.isRegex ? query.pattern : QRegularExpression::escape(query.pattern));
        return std::make_unique<RowSearch>(std::move(*matcher), RowSearch::Options{true});
    }

    const QString m_text;
    const bool m_matchCase;
    qsizetype m_at = 0;
    int m_depth = 0;
    bool m_isNegated = false;
    QStringList m_shown;
};

} // namespace

tl::expected<Filter, QueryError> Filter::parse(const QString &text, bool matchCase)
{
    FilterParser parser(text, matchCase);
    auto test = parser.whole();
    if (!test)
        return tl::unexpected(test.error());
    Filter filter{std::move(*test), nullptr};
    if (!parser.shown().isEmpty())
        if (auto shown = Matcher::create({parser.shown().join(u'\n'), true, matchCase, false}))
            filter.shown = std::move(*shown);
    return filter;
}

} // namespace pipecore
