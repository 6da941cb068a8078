#include "app/grepoutput.h"

#include <cerrno>

#include <unistd.h>

namespace app
{

using pipecore::ByteRange;

namespace
{

constexpr qsizetype kFlushAt = 64 * 1024;

// GNU grep's colours (GREP_COLORS, their defaults).
constexpr auto kMatch = "01;31";
constexpr auto kName = "35";
constexpr auto kNumber = "32";
constexpr auto kSeparator = "36";

} // namespace

GrepOutput::GrepOutput(const GrepOptions &options, bool withNames)
    : m_options(options), m_withNames(withNames)
{
    const bool terminal = ::isatty(STDOUT_FILENO) == 1;
    m_color =
        options.color == GrepOptions::When::Always || (options.color == GrepOptions::When::Auto && terminal);
    m_plain = terminal; // what was kept must not command somebody's terminal
}

void GrepOutput::flush()
{
    const char *data = m_buffer.constData();
    qsizetype size = m_buffer.size();
    while (size > 0 && m_errorCode == 0) {
        const ssize_t n = ::write(STDOUT_FILENO, data, static_cast<size_t>(size));
        if (n >= 0) {
            data += n;
            size -= n;
        } else if (errno != EINTR) {
            m_errorCode = errno;
        }
    }
    m_buffer.truncate(0);
}

void GrepOutput::raw(QByteArrayView bytes)
{
    m_buffer += bytes;
    if (m_buffer.size() >= kFlushAt)
        flush();
}

void GrepOutput::colored(const char *color, QByteArrayView text)
{
    if (!m_color) {
        m_buffer += text;
        return;
    }
    m_buffer += "\x1b[";
    m_buffer += color;
    m_buffer += "m\x1b[K";
    m_buffer += text;
    m_buffer += "\x1b[m\x1b[K";
}

void GrepOutput::head(const QString &name, Kind kind, qint64 number)
{
    const QByteArrayView mark = kind == Kind::Selected ? ":" : "-";
    if (m_withNames) {
        colored(kName, name.toLocal8Bit());
        colored(kSeparator, mark);
    }
    if (m_options.numbers) {
        colored(kNumber, QByteArray::number(number));
        colored(kSeparator, mark);
    }
}

void GrepOutput::row(const QString &name, Kind kind, qint64 number, QByteArrayView bytes,
                     pipecore::RowSearch &search)
{
    if (m_plain && pipecore::hasEscape(bytes)) {
        m_plainRow.take(bytes, false);
        bytes = m_plainRow.text();
    }
    // What matches is in selected rows, or with -v in the others.
    const bool hasMatches = (kind == Kind::Selected) != m_options.invert;
    if (m_options.onlyMatches) {
        if (kind == Kind::Selected && hasMatches)
            for (const ByteRange &place : search.placesIn(bytes, SIZE_MAX)) {
                head(name, kind, number);
                colored(kMatch, bytes.sliced(place.from, place.to - place.from));
                raw("\n");
            }
        return;
    }
    head(name, kind, number);
    if (m_color && hasMatches)
        marked(bytes, search.placesIn(bytes));
    else
        m_buffer += bytes;
    raw("\n");
}

void GrepOutput::marked(QByteArrayView bytes, const std::vector<ByteRange> &places)
{
    qint64 at = 0;
    for (const ByteRange &place : places) {
        m_buffer += bytes.sliced(at, place.from - at);
        colored(kMatch, bytes.sliced(place.from, place.to - place.from));
        at = place.to;
    }
    m_buffer += bytes.sliced(at);
}

void GrepOutput::separator()
{
    colored(kSeparator, "--");
    raw("\n");
}

void GrepOutput::count(const QString &name, qint64 rows)
{
    if (m_withNames) {
        colored(kName, name.toLocal8Bit());
        colored(kSeparator, ":");
    }
    raw(QByteArray::number(rows) + '\n');
}

void GrepOutput::name(const QString &name)
{
    colored(kName, name.toLocal8Bit());
    raw("\n");
}

void GrepOutput::line(const QString &text)
{
    raw(text.toLocal8Bit() + '\n');
}

} // namespace app
