#include "pipecore/search/matcher.h"

#include "pipecore/search/patternsyntax.h"

#include <QStringList>

#include <cstring>

namespace pipecore
{

namespace
{

// The first byte at or behind `at` that is not ASCII; the size when there is none.
qint64 nextBeyondAscii(QByteArrayView text, qint64 at)
{
    const char *const data = text.data();
    const qint64 size = text.size();
    constexpr qint64 kStep = 64;
    for (; at + kStep <= size; at += kStep) {
        std::array<quint64, kStep / 8> words;
        std::memcpy(words.data(), data + at, kStep);
        quint64 all = 0;
        for (const quint64 word : words)
            all |= word;
        if (all & 0x8080808080808080u)
            break;
    }
    while (at < size && !(static_cast<unsigned char>(data[at]) & 0x80))
        ++at;
    return at;
}

// The compiler's complaint, as part of a sentence, about the pattern as the user wrote it.
QueryError explain(const Query &query, const Pcre2Pattern::Error &error)
{
    const QString before = QString::fromUtf8(query.pattern.toUtf8().left(error.position));
    QueryError told;
    told.position = std::min(before.size(), query.pattern.size());
    if (told.position < query.pattern.size())
        told.text = QStringLiteral("%1, at character %2, before \"%3\"")
                        .arg(error.text)
                        .arg(told.position + 1)
                        .arg(query.pattern.mid(told.position, 12));
    else
        told.text = QStringLiteral("%1, at the end of the pattern").arg(error.text);
    return told;
}

} // namespace

tl::expected<std::unique_ptr<Matcher>, QueryError> Matcher::create(const Query &query, Engine engine)
{
    const PatternSyntax syntax = PatternSyntax::of(query);
    const Pcre2Pattern::Options asCharacters{true, syntax.matchCase};
    // The pattern by itself first: what is put around it must not make sense of what is wrong in it.
    if (query.isRegex)
        for (const QString &line : query.pattern.split(u'\n'))
            if (const auto alone = Pcre2Pattern::compile(line.toUtf8(), asCharacters); !alone)
                return tl::unexpected(explain({line}, alone.error()));
    auto row = Pcre2Pattern::compile(syntax.row, asCharacters);
    if (!row)
        return tl::unexpected(explain(query, row.error()));
    std::unique_ptr<BlockMatcher> block;
    bool asciiOnly = false;
    if (!syntax.block.isEmpty() && !(*row)->matchesEmpty() && engine != Engine::Rows) {
        asciiOnly = syntax.needsCharacters && !syntax.neverBytes;
        if (engine == Engine::Best && !syntax.literal.isEmpty())
            block = makeLiteralMatcher(syntax.literal);
        else if (engine != Engine::Pcre2 && !syntax.neverBytes)
            block = makeHyperscanMatcher(syntax.block, syntax.matchCase);
        if (!block)
            if (auto pattern = Pcre2Pattern::compile(syntax.block, {syntax.neverBytes, syntax.matchCase}))
                block = std::make_unique<Pcre2BlockMatcher>(std::move(*pattern));
    }
    return std::unique_ptr<Matcher>(new Matcher(query, std::move(*row), std::move(block), asciiOnly));
}

Matcher::Matcher(Query query, std::unique_ptr<Pcre2Pattern> row, std::unique_ptr<BlockMatcher> block,
                 bool asciiOnly)
    : m_query(std::move(query)), m_row(std::move(row)), m_block(std::move(block)), m_asciiOnly(asciiOnly)
{
}

std::unique_ptr<Matcher> Matcher::clone() const
{
    return std::unique_ptr<Matcher>(
        new Matcher(m_query, m_row->clone(), m_block ? m_block->clone() : nullptr, m_asciiOnly));
}

void Matcher::findRows(QByteArrayView rows, std::vector<ByteRange> &found)
{
    if (rows.isEmpty())
        return;
    if (!m_block)
        return findRowByRow(rows, 0, found);
    if (!m_asciiOnly)
        return m_block->findRows(rows, 0, found);
    // Rows with other characters, one stretch of them after the other, in between those without.
    const char *const data = rows.data();
    for (qint64 at = 0; at < rows.size();) {
        const qint64 special = nextBeyondAscii(rows, at);
        if (special == rows.size())
            return m_block->findRows(rows.sliced(at), at, found);
        const void *newline =
            special > at ? ::memrchr(data + at, '\n', static_cast<size_t>(special - at)) : nullptr;
        const qint64 start = newline ? static_cast<const char *>(newline) - data + 1 : at;
        if (start > at)
            m_block->findRows(rows.sliced(at, start - at), at, found);
        const void *last = std::memchr(data + special, '\n', static_cast<size_t>(rows.size() - special));
        const qint64 end = last ? static_cast<const char *>(last) - data + 1 : rows.size();
        findRowByRow(rows.sliced(start, end - start), start, found);
        at = end;
    }
}

void Matcher::findRowByRow(QByteArrayView rows, qint64 base, std::vector<ByteRange> &found)
{
    for (qint64 at = 0; at < rows.size();) {
        const void *newline = std::memchr(rows.data() + at, '\n', static_cast<size_t>(rows.size() - at));
        const qint64 end = newline ? static_cast<const char *>(newline) - rows.data() : rows.size();
        if (m_row->find(rows.sliced(at, end - at)))
            found.push_back({base + at, base + end});
        at = end + 1;
    }
}

std::vector<ByteRange> Matcher::allIn(QByteArrayView row, size_t most)
{
    std::vector<ByteRange> found;
    for (qint64 at = 0; at <= row.size() && found.size() < most;) {
        const auto match = m_row->find(row, at);
        if (!match)
            break;
        if (match->to > match->from)
            found.push_back(*match);
        at = std::max(match->to, match->from + 1);
    }
    return found;
}

} // namespace pipecore
