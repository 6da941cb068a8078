#pragma once

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>

#include <tl/expected.hpp>

namespace pipecore
{

/// A stretch of bytes.
struct ByteRange {
    qint64 from = 0;
    qint64 to = 0;
    bool operator==(const ByteRange &) const = default;
};

/// A regular expression that PCRE2 has compiled to machine code. `^` and `$` are the edges of rows. Each
/// thread has its own; clone() shares the code.
class Pcre2Pattern
{
public:
    struct Options {
        bool characters =
            true; ///< UTF-8 and Unicode's classes, invalid bytes match nothing; else bytes, ASCII
        bool matchCase = true;
    };
    struct Error {
        QString text;
        qsizetype position; ///< in bytes
    };
    static tl::expected<std::unique_ptr<Pcre2Pattern>, Error> compile(const QByteArray &pattern,
                                                                      Options options);
    ~Pcre2Pattern();
    std::unique_ptr<Pcre2Pattern> clone() const;

    /// Whether the empty text can be a match.
    bool matchesEmpty() const;

    enum Edges { NotRowStart = 1, NotRowEnd = 2 };
    /// The first match in `text` that starts at or behind `from`. `edges`: which of the text's ends are none
    /// of a row.
    std::optional<ByteRange> find(QByteArrayView text, qint64 from = 0, int edges = 0);
    /// Some text took too many steps, and was taken as no match.
    bool gaveUp() const { return m_gaveUp; }

private:
    struct Code;
    struct State;
    explicit Pcre2Pattern(std::shared_ptr<const Code> code);

    const std::shared_ptr<const Code> m_code;
    const std::unique_ptr<State> m_state;
    bool m_gaveUp = false;
};

} // namespace pipecore
