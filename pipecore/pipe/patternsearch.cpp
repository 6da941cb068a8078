#include "pipecore/pipe/patternsearch.h"

#include <QByteArray>

#include <algorithm>
#include <cstring>
#include <utility>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace pipecore
{

namespace
{

constexpr quint32 kMostLookBehind = 255;

QString messageOf(int code)
{
    PCRE2_UCHAR text[256] = {};
    pcre2_get_error_message(code, text, sizeof text);
    return QString::fromUtf8(reinterpret_cast<const char *>(text));
}

} // namespace

tl::expected<Pattern, QString> Pattern::compile(const QString &expression)
{
    const QByteArray bytes = expression.toUtf8();
    int error = 0;
    PCRE2_SIZE place = 0;
    std::shared_ptr<pcre2_code> code(
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(bytes.constData()), static_cast<PCRE2_SIZE>(bytes.size()),
                      PCRE2_MULTILINE | PCRE2_NEVER_UTF, &error, &place, nullptr),
        pcre2_code_free);
    if (!code)
        return tl::unexpected(
            QStringLiteral("the pattern \"%1\" is not right at character %2: %3")
                .arg(expression)
                .arg(QString::fromUtf8(bytes.left(static_cast<qsizetype>(place))).size() + 1)
                .arg(messageOf(error)));
    pcre2_jit_compile(code.get(),
                      PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD); // without it: slower, no less right
    quint32 lookBehind = 0;
    pcre2_pattern_info(code.get(), PCRE2_INFO_MAXLOOKBEHIND, &lookBehind);
    if (lookBehind > kMostLookBehind)
        return tl::unexpected(QStringLiteral("the pattern \"%1\" looks back further than %2 characters")
                                  .arg(expression)
                                  .arg(kMostLookBehind));
    Pattern pattern;
    pattern.m_expression = expression;
    pattern.m_code = std::move(code);
    pattern.m_lookBehind = std::max<qint64>(1, lookBehind);
    return pattern;
}

PatternSearch::PatternSearch(const Pattern &pattern)
    : m_pattern(pattern), m_match(pcre2_match_data_create_from_pattern(pattern.m_code.get(), nullptr)),
      m_context(pcre2_match_context_create(nullptr)),
      m_stack(pcre2_jit_stack_create(32 * 1024, 1024 * 1024, nullptr))
{
    pcre2_jit_stack_assign(m_context, nullptr, m_stack);
}

PatternSearch::~PatternSearch()
{
    pcre2_match_data_free(m_match);
    pcre2_match_context_free(m_context);
    pcre2_jit_stack_free(m_stack);
}

PatternSearch::PatternSearch(PatternSearch &&other) noexcept
    : m_pattern(other.m_pattern), m_match(std::exchange(other.m_match, nullptr)),
      m_context(std::exchange(other.m_context, nullptr)), m_stack(std::exchange(other.m_stack, nullptr))
{
}

PatternSearch::Result PatternSearch::next(const char *data, qint64 size, qint64 from, bool more) const
{
    return match(data, size, from, more ? PCRE2_PARTIAL_HARD : 0);
}

PatternSearch::Result PatternSearch::here(const char *data, qint64 size, qint64 from) const
{
    return match(data, size, from, PCRE2_ANCHORED);
}

PatternSearch::Result PatternSearch::match(const char *data, qint64 size, qint64 from, quint32 options) const
{
    const int code =
        pcre2_match(m_pattern.m_code.get(), reinterpret_cast<PCRE2_SPTR>(data), static_cast<PCRE2_SIZE>(size),
                    static_cast<PCRE2_SIZE>(from), options | PCRE2_NOTEMPTY, m_match, m_context);
    if (code == PCRE2_ERROR_NOMATCH)
        return {Result::None, size, size};
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(m_match);
    if (code == PCRE2_ERROR_PARTIAL)
        return {Result::Partial, static_cast<qint64>(places[0]), size};
    if (code >= 0)
        return {Result::Match, static_cast<qint64>(places[0]), static_cast<qint64>(places[1])};
    // It was too much for PCRE2's limits. Whether there is a match is not known, so the line counts as one.
    const void *newline = std::memchr(data + from, '\n', static_cast<size_t>(size - from));
    const qint64 end = newline ? static_cast<const char *>(newline) - data : size;
    return {Result::Match, from, std::max(end, std::min(from + 1, size))};
}

} // namespace pipecore
