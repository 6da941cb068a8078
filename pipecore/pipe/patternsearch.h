#pragma once

#include <QString>

#include <memory>

#include <tl/expected.hpp>

struct pcre2_real_code_8;
struct pcre2_real_match_data_8;
struct pcre2_real_match_context_8;
struct pcre2_real_jit_stack_8;

namespace pipecore
{

/// A regular expression of PCRE2 (https://www.pcre.org/current/doc/html/pcre2pattern.html), compiled, for
/// bytes: ^ and $ stand at lines, . is not a newline. Immutable and cheap to copy; any thread.
class Pattern
{
public:
    /// The error says what is wrong, and where.
    static tl::expected<Pattern, QString> compile(const QString &expression);

    const QString &expression() const { return m_expression; }
    /// So many bytes before a match decide about it.
    qint64 lookBehind() const { return m_lookBehind; }

private:
    friend class PatternSearch;
    QString m_expression;
    std::shared_ptr<pcre2_real_code_8> m_code;
    qint64 m_lookBehind = 1;
};

/// Matches of one pattern in bytes of which the last may not have come yet. One thread.
class PatternSearch
{
public:
    explicit PatternSearch(const Pattern &pattern);
    ~PatternSearch();
    PatternSearch(PatternSearch &&other) noexcept;

    struct Result {
        enum Kind {
            None,
            Match,  ///< [start, end)
            Partial ///< what begins at `start` may become a match, or a longer one, with more bytes
        } kind = None;
        qint64 start = 0;
        qint64 end = 0;
    };
    /// The first match of at least one byte that begins at `from` or later; what stands before is looked back
    /// at. `more`: bytes may follow.
    Result next(const char *data, qint64 size, qint64 from, bool more) const;
    /// A match that begins just at `from`, as if no more bytes followed.
    Result here(const char *data, qint64 size, qint64 from) const;

    qint64 lookBehind() const { return m_pattern.lookBehind(); }

private:
    Result match(const char *data, qint64 size, qint64 from, quint32 options) const;

    Pattern m_pattern;
    pcre2_real_match_data_8 *m_match;
    pcre2_real_match_context_8 *m_context;
    pcre2_real_jit_stack_8 *m_stack;
};

} // namespace pipecore
