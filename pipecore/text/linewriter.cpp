#include "pipecore/text/linewriter.h"

#include "pipecore/base/lastindexof.h"
#include "pipecore/text/sgr.h"
#include "pipecore/text/utf8.h"

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr int kTabWidth = 8;
constexpr char32_t kZeroWidthJoiner = 0x200d;
constexpr int kMostRepeats = 1024;           // more than any terminal is wide, and no work worth speaking of
constexpr qsizetype kWorthShortening = 1024; // bytes

bool isPlain(QByteArrayView bytes)
{
    bool isPlain = true;
    for (const char c : bytes) // to its end, which a compiler makes many bytes at a time of
        isPlain &= (c >= 0x20 && c < 0x7f) || c == '\r';
    return isPlain;
}

// Shorter bytes that leave the same behind as `bytes`: plain text that is written over again and again, as a
// progress bar for an hour is. What a piece leaves is what those behind it are too short to write over. The
// last one that is not empty comes once more, as the cursor stands behind it.
QByteArray shortened(QByteArrayView bytes)
{
    QByteArray left;
    for (qsizetype end = bytes.size(); end >= 0;) {
        const qsizetype before = end > 0 ? lastIndexOf(bytes.first(end), '\r') : -1;
        const QByteArrayView piece = bytes.sliced(before + 1, end - before - 1);
        if (piece.size() > left.size())
            left.append(piece.sliced(left.size()));
        end = before;
    }
    qsizetype textEnd = bytes.size();
    while (textEnd > 0 && bytes[textEnd - 1] == '\r')
        --textEnd;
    const qsizetype lastReturn = lastIndexOf(bytes.first(textEnd), '\r');
    return left.append(bytes.sliced(lastReturn < 0 ? textEnd : lastReturn));
}

} // namespace

int LineWriter::limit() const
{
    return std::max(CellLine::kMostColumns, m_line->most());
}

int LineWriter::reach() const
{
    return std::max(CellLine::kMostColumns, m_line->columns() + 1);
}

void LineWriter::text(const char *begin, const char *end)
{
    while (begin < end) {
        if (m_partial.isEmpty()) {
            const char *const ascii = begin;
            while (begin < end && static_cast<signed char>(*begin) >= 0)
                ++begin;
            if (begin > ascii) {
                if (inserts)
                    m_line->insertBlanks(column, static_cast<int>(begin - ascii));
                m_line->putAscii(column, ascii, begin, style);
                column = std::min(column + static_cast<int>(begin - ascii), limit());
                m_lastCharacter = static_cast<unsigned char>(begin[-1]);
            }
        }
        const char *const other = begin;
        while (begin < end && static_cast<signed char>(*begin) < 0)
            ++begin;
        if (begin > other || !m_partial.isEmpty())
            decode(other, begin);
    }
}

// Decodes bytes that are not ASCII; those of a character that is not complete wait in m_partial.
void LineWriter::decode(const char *begin, const char *end)
{
    QByteArray joined;
    if (!m_partial.isEmpty()) {
        if (begin == end) // ASCII follows: the rest will not come
            return flushText();
        joined = m_partial + QByteArray(begin, end - begin);
        m_partial.clear();
        begin = joined.constData();
        end = begin + joined.size();
    }
    while (begin < end) {
        const Utf8Step step = decodeUtf8(begin, end);
        if (step.kind == Utf8Step::Incomplete) {
            m_partial = QByteArray(begin, end - begin);
            return;
        }
        if (step.kind == Utf8Step::Invalid)
            putInvalid(begin, step.size);
        else
            putCharacter(step.character);
        begin += step.size;
    }
}

void LineWriter::flushText()
{
    if (m_partial.isEmpty())
        return;
    const QByteArray partial = std::exchange(m_partial, {});
    putInvalid(partial.constData(), static_cast<int>(partial.size()));
}

// A person who looks for them sees each byte; elsewhere a broken character is one replacement character
// (Unicode 15, 3.9, "maximal subparts").
void LineWriter::putInvalid(const char *begin, int size)
{
    const int cells = m_controls == Controls::Show ? size : 1;
    for (int i = 0; i < cells; ++i) {
        m_line->put(column, cell::Invalid | static_cast<unsigned char>(begin[i]), 1, style);
        column = std::min(column + 1, limit());
    }
}

void LineWriter::putCharacter(char32_t character)
{
    if (character >= 0x80 && character < 0xa0) { // C1 controls, as characters
        if (m_controls == Controls::Ignore)
            return;
        m_line->put(column, cell::Control | character, 1, style);
        column = std::min(column + 1, limit());
        return;
    }
    const int width = columnsOf(character);
    const bool joins = width == 0 || character == kZeroWidthJoiner ||
                       m_line->joinsNext(std::min(column, m_line->columns()) - 1);
    if (joins) {
        m_line->addMark(std::min(column, m_line->columns()) - 1, character);
        return;
    }
    if (inserts)
        m_line->insertBlanks(column, width);
    m_line->put(column, character, width, style);
    column = std::min(column + width, limit());
    m_lastCharacter = character;
}

void LineWriter::control(char code)
{
    flushText();
    switch (code) {
    case '\r':
        column = 0;
        return;
    case '\b':
        column = std::max(0, column - 1);
        return;
    case '\t': {
        const int to = std::max(column, std::min((column / kTabWidth + 1) * kTabWidth, reach()));
        if (m_controls == Controls::Show)
            m_line->putTab(column, to - column);
        column = to;
        return;
    }
    case '\a':
        return;
    default:
        break;
    }
    if (otherControl(code) || m_controls == Controls::Ignore || code == 0x0e || code == 0x0f)
        return;
    m_line->put(column, cell::Control | static_cast<unsigned char>(code), 1, style);
    column = std::min(column + 1, limit());
}

void LineWriter::nuls(qint64 count)
{
    flushText();
    if (m_controls == Controls::Ignore)
        return;
    const int size = static_cast<int>(std::clamp<qint64>(limit() - column, 0, count));
    m_line->putControls(column, 0, size, style);
    column += size;
}

void LineWriter::csi(const ControlSequence &sequence)
{
    // What few bytes ask for makes no row long; one that is long does not grow by it.
    const int longest = std::max(CellLine::kMostColumns, m_line->columns());
    flushText();
    if (!sequence.intermediates.isEmpty()) {
        if (sequence.final == 'p' && sequence.intermediates == "!") { // DECSTR
            style = {};
            inserts = false;
        }
        return;
    }
    if (sequence.isPrivate())
        return otherCsi(sequence);
    const int n = std::min(sequence.number(0, 1), reach());
    switch (sequence.final) {
    case 'm':
        applySgr(style, sequence.parameters);
        return;
    case 'C':
    case 'a':
        column = std::min(column + n, std::max(column, reach()));
        return;
    case 'D':
        column = std::max(0, column - n);
        return;
    case 'G':
    case '`':
        column = n - 1;
        return;
    case 'I':
        column = std::min((column / kTabWidth + n) * kTabWidth, std::max(column, reach()));
        return;
    case 'Z':
        column = std::max(0, ((column + kTabWidth - 1) / kTabWidth - n) * kTabWidth);
        return;
    case 'K':
        switch (sequence.number(0, 0)) {
        case 0:
            m_line->erase(column, std::max(column, m_line->columns()), style);
            return;
        case 1:
            m_line->erase(0, column + 1, style);
            return;
        case 2:
            m_line->erase(0, m_line->columns(), style);
            return;
        default:
            return;
        }
    case 'h':
    case 'l':
        if (sequence.number(0, 0) == 4)
            inserts = sequence.final == 'h';
        return;
    case 'X':
        m_line->erase(column, std::min(column + n, longest), style);
        return;
    case '@':
        m_line->insertBlanks(column, std::min(n, longest - m_line->columns()));
        return;
    case 'P':
        m_line->remove(column, n);
        return;
    case 'b':
        for (int i = std::min(n, kMostRepeats); i > 0 && m_lastCharacter && column < limit(); --i)
            putCharacter(m_lastCharacter);
        return;
    default:
        otherCsi(sequence);
        return;
    }
}

void LineWriter::escape(char intermediate, char final)
{
    flushText();
    if (intermediate != 0)
        return;
    if (final == 'c') {
        style = {};
        inserts = false;
    }
    otherEscape(final);
}

CellLine RowFolder::fold(QByteArrayView bytes, int mostColumns)
{
    CellLine folded(mostColumns);
    begin(&folded);
    QByteArray shorter;
    if (bytes.size() >= kWorthShortening && m_parser.isGround() && !inserts && bytes.contains('\r') &&
        isPlain(bytes)) {
        shorter = shortened(bytes);
        bytes = shorter;
    }
    m_parser.feed(bytes.data(), bytes.size(), *this);
    end();
    return folded;
}

std::vector<RowFrame> RowFolder::frames(QByteArrayView bytes, size_t most)
{
    std::vector<RowFrame> frames;
    CellLine folded;
    begin(&folded);
    for (qsizetype at = 0; at < bytes.size();) {
        qsizetype next = bytes.indexOf('\r', at);
        next = next < 0 || frames.size() + 1 == most ? bytes.size() : next + 1;
        m_parser.feed(bytes.data() + at, next - at, *this);
        const bool isLast = next == bytes.size();
        if (isLast)
            end();
        if (next - at > 1 || frames.empty())
            frames.push_back({at, next, folded});
        else if (isLast)
            frames.back().line = folded;
        at = next;
    }
    return frames;
}

void RowFolder::begin(CellLine *line)
{
    setLine(line);
    column = 0;
    if (!m_link.isEmpty())
        style.link = line->linkNumber(m_link);
}

void RowFolder::end()
{
    flushText();
    setLine(nullptr);
    style.link = 0;
}

// OSC 8 ; parameters ; address: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
void RowFolder::osc(QByteArrayView string)
{
    if (!string.startsWith("8;"))
        return;
    flushText();
    const qsizetype address = string.indexOf(';', 2);
    m_link = address < 0 ? QByteArray() : string.sliced(address + 1).toByteArray();
    style.link = m_link.isEmpty() ? 0 : line().linkNumber(m_link);
}

} // namespace pipecore
