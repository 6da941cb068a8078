#include "pipecore/search/pcre2pattern.h"

#include "pipecore/text/utf8.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <array>

namespace pipecore
{

namespace
{

constexpr quint32 kMostSteps = 2'000'000; // in one row, of a pattern that goes back and forth
constexpr size_t kStackStart = 32 * 1024; // bytes, of the compiled code
constexpr size_t kStackMost = 4 * 1024 * 1024;

bool hasInvalidBytes(QByteArrayView text)
{
    for (const char *at = text.begin(); at < text.end();) {
        if (static_cast<unsigned char>(*at) < 0x80) {
            ++at;
            continue;
        }
        const Utf8Step step = decodeUtf8(at, text.end());
        if (step.kind != Utf8Step::Character)
            return true;
        at += step.size;
    }
    return false;
}

} // namespace

struct Pcre2Pattern::Code {
    pcre2_code *code = nullptr;
    // For text with invalid bytes: PCRE2 tries a pattern that begins with .* only at the start of a row, and
    // a match may begin behind an invalid byte. Null where that does not matter.
    pcre2_code *careful = nullptr;
    ~Code()
    {
        pcre2_code_free(code);
        pcre2_code_free(careful);
    }
};

struct Pcre2Pattern::State {
    pcre2_match_data *data = nullptr;
    pcre2_match_context *context = nullptr;
    pcre2_jit_stack *stack = nullptr;
    ~State()
    {
        pcre2_match_data_free(data);
        pcre2_match_context_free(context);
        pcre2_jit_stack_free(stack);
    }
};

tl::expected<std::unique_ptr<Pcre2Pattern>, Pcre2Pattern::Error>
Pcre2Pattern::compile(const QByteArray &pattern, Options options)
{
    quint32 flags = PCRE2_MULTILINE | PCRE2_ALT_CIRCUMFLEX | PCRE2_NEVER_BACKSLASH_C;
    if (options.characters)
        flags |= PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF;
    if (!options.matchCase)
        flags |= PCRE2_CASELESS;
    pcre2_compile_context *context = pcre2_compile_context_create(nullptr);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    int number = 0;
    PCRE2_SIZE position = 0;
    auto code = std::make_shared<Code>();
    code->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.constData()),
                               static_cast<PCRE2_SIZE>(pattern.size()), flags, &number, &position, context);
    if (code->code && options.characters && pattern.contains(".*"))
        code->careful = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.constData()),
                                      static_cast<PCRE2_SIZE>(pattern.size()),
                                      flags | PCRE2_NO_DOTSTAR_ANCHOR, &number, &position, context);
    pcre2_compile_context_free(context);
    if (!code->code) {
        std::array<PCRE2_UCHAR, 256> message{};
        pcre2_get_error_message(number, message.data(), message.size());
        return tl::unexpected(Error{QString::fromUtf8(reinterpret_cast<const char *>(message.data())),
                                    static_cast<qsizetype>(position)});
    }
    pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE); // where there is no JIT, it goes on without
    if (code->careful)
        pcre2_jit_compile(code->careful, PCRE2_JIT_COMPLETE);
    return std::unique_ptr<Pcre2Pattern>(new Pcre2Pattern(std::move(code)));
}

Pcre2Pattern::Pcre2Pattern(std::shared_ptr<const Code> code)
    : m_code(std::move(code)), m_state(std::make_unique<State>())
{
    m_state->data = pcre2_match_data_create_from_pattern(m_code->code, nullptr);
    m_state->context = pcre2_match_context_create(nullptr);
    m_state->stack = pcre2_jit_stack_create(kStackStart, kStackMost, nullptr);
    pcre2_jit_stack_assign(m_state->context, nullptr, m_state->stack);
    pcre2_set_match_limit(m_state->context, kMostSteps);
}

Pcre2Pattern::~Pcre2Pattern() = default;

std::unique_ptr<Pcre2Pattern> Pcre2Pattern::clone() const
{
    return std::unique_ptr<Pcre2Pattern>(new Pcre2Pattern(m_code));
}

bool Pcre2Pattern::matchesEmpty() const
{
    quint32 empty = 0;
    pcre2_pattern_info(m_code->code, PCRE2_INFO_MATCHEMPTY, &empty);
    return empty != 0;
}

std::optional<ByteRange> Pcre2Pattern::find(QByteArrayView text, qint64 from, int edges)
{
    static constexpr char kNothing = 0;
    quint32 flags = 0;
    if (edges & NotRowStart)
        flags |= PCRE2_NOTBOL;
    if (edges & NotRowEnd)
        flags |= PCRE2_NOTEOL;
    const char *data = text.data() ? text.data() : &kNothing;
    const auto match = [&](const pcre2_code *code) {
        return pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(data), static_cast<PCRE2_SIZE>(text.size()),
                           static_cast<PCRE2_SIZE>(from), flags, m_state->data, m_state->context);
    };
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(m_state->data);
    int result = match(m_code->code);
    if (m_code->careful && (result > 0 || result == PCRE2_ERROR_NOMATCH)) {
        const qint64 passed = result > 0 ? std::max(from, static_cast<qint64>(ends[0])) : text.size();
        if (hasInvalidBytes(text.sliced(from, passed - from))) // an earlier match may begin there
            result = match(m_code->careful);
    }
    if (result < 0) {
        m_gaveUp = m_gaveUp || result != PCRE2_ERROR_NOMATCH;
        return std::nullopt;
    }
    return ByteRange{static_cast<qint64>(ends[0]), static_cast<qint64>(std::max(ends[0], ends[1]))};
}

} // namespace pipecore
