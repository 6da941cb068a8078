#include "pipecore/search/patternsyntax.h"

#include <QStringList>

namespace pipecore
{

namespace
{

bool isAscii(char c)
{
    return static_cast<unsigned char>(c) < 0x80;
}

bool isQuantifier(char c)
{
    return c == '*' || c == '+' || c == '?' || c == '{';
}

QByteArray escaped(const QByteArray &literal)
{
    static constexpr QByteArrayView kSpecial = "\\^$.[]|()?*+{}-#";
    QByteArray text;
    for (const char c : literal) {
        if (kSpecial.contains(c))
            text += '\\';
        text += c;
    }
    return text;
}

/// Reads a regular expression once, from left to right, and writes it again so that it cannot match a
/// newline. What it does not know for certain it leaves to be matched row by row.
class Rewriter
{
public:
    explicit Rewriter(const QByteArray &pattern, bool matchCase) : m_in(pattern), m_matchCase(matchCase) {}

    void run()
    {
        while (m_at < m_in.size() && !rowsOnly)
            step();
    }

    QByteArray out;
    bool rowsOnly = false;
    bool needsCharacters = false;
    bool hasBeyondAscii = false;

private:
    char peek(qsizetype ahead = 0) const { return m_at + ahead < m_in.size() ? m_in[m_at + ahead] : '\0'; }

    void step()
    {
        const char c = peek();
        switch (c) {
        case '\\':
            return escape();
        case '[':
            return characterClass();
        case '(':
            return group();
        case '.':
            needsCharacters = true;
            break;
        case '\n':
            rowsOnly = true;
            return;
        default:
            if (!isAscii(c))
                return character();
            noteCase(c);
        }
        out += c;
        ++m_at;
    }

    // Beside k and s, Unicode has other characters of the same letter.
    void noteCase(char c)
    {
        if (!m_matchCase && (c == 'k' || c == 's' || c == 'K' || c == 'S'))
            needsCharacters = true;
    }

    // A quantifier behind a character of several bytes means all of them.
    void character()
    {
        hasBeyondAscii = true;
        qsizetype end = m_at + 1;
        while (end < m_in.size() && (static_cast<unsigned char>(m_in[end]) & 0xc0) == 0x80)
            ++end;
        const bool quantified = end < m_in.size() && isQuantifier(m_in[end]);
        out += quantified ? "(?:" + m_in.sliced(m_at, end - m_at) + ')' : m_in.sliced(m_at, end - m_at);
        m_at = end;
    }

    // \xHH: its value; -1 when it is not of that form.
    int hexadecimal() const
    {
        bool ok = false;
        const int value = m_in.mid(m_at + 2, 2).toInt(&ok, 16);
        return ok && m_in.size() >= m_at + 4 && peek(2) != '+' && peek(2) != '-' ? value : -1;
    }

    void escape()
    {
        const char c = peek(1);
        QByteArray text = m_in.mid(m_at, 2);
        switch (c) {
        case 's':
            text = "[^\\S\\n]";
            break;
        case 'D':
            text = "[^\\d\\n]";
            break;
        case 'W':
            text = "[^\\w\\n]";
            break;
        case 'S':
        case 'd':
        case 'w':
        case 'b':
        case 'B':
            break;
        case 't':
        case 'r':
        case 'f':
        case 'e':
        case 'a':
            out += text;
            m_at += 2;
            return;
        case 'x':
            if (const int value = hexadecimal(); value >= 0 && value < 0x80 && value != '\n') {
                noteCase(static_cast<char>(value));
                out += m_in.sliced(m_at, 4);
                m_at += 4;
                return;
            }
            rowsOnly = true;
            return;
        default:
            rowsOnly = !isAscii(c) || c < 0x20 || QByteArrayView("0123456789").contains(c) ||
                       (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            out += text;
            m_at += 2;
            return;
        }
        needsCharacters = true;
        out += text;
        m_at += 2;
    }

    void group()
    {
        out += '(';
        ++m_at;
        if (peek() == '*') {
            rowsOnly = true;
            return;
        }
        if (peek() != '?')
            return;
        qsizetype end = m_at + 1;
        while (end < m_in.size() && !QByteArrayView(":=!>)'|").contains(m_in[end]))
            ++end;
        const QByteArrayView kind = QByteArrayView(m_in).sliced(m_at + 1, end - m_at - 1);
        const bool looks = end < m_in.size() && (m_in[end] == '=' || m_in[end] == '!');
        if (looks && (kind.isEmpty() || kind == "<"))
            needsCharacters = true;
        else if (end >= m_in.size() || m_in[end] != ':' || !kind.isEmpty())
            rowsOnly = true; // options, names, conditions
        end = std::min(end + 1, m_in.size());
        out += m_in.sliced(m_at, end - m_at);
        m_at = end;
    }

    void characterClass()
    {
        const bool negated = peek(1) == '^';
        m_at += negated ? 2 : 1;
        out += negated ? "[^\\n" : "[";
        needsCharacters = needsCharacters || negated || !m_matchCase;
        bool first = true;
        for (; m_at < m_in.size(); first = false) {
            const char c = peek();
            if (c == ']' && !first) {
                out += c;
                ++m_at;
                return;
            }
            if (c == ']') {
                out += "\\]";
                ++m_at;
            } else if (c == '[' && (peek(1) == ':' || peek(1) == '.' || peek(1) == '=')) {
                named(negated);
            } else if (c == '\\') {
                classEscape(negated);
            } else {
                if (isAscii(c) && c < 0x20 && c != '\t')
                    rowsOnly = true;
                if (!isAscii(c))
                    hasBeyondAscii = needsCharacters = true;
                out += c;
                ++m_at;
            }
            if (rowsOnly)
                return;
        }
        rowsOnly = true; // not closed: the compiler says so
    }

    void named(bool negated)
    {
        const qsizetype end = m_in.indexOf(":]", m_at + 2);
        const QByteArray name = end < 0 ? QByteArray() : m_in.sliced(m_at + 2, end - m_at - 2);
        static const QList<QByteArray> kWithoutNewline{"alnum", "alpha", "blank", "digit", "graph", "lower",
                                                       "print", "punct", "upper", "word",  "xdigit"};
        if (!kWithoutNewline.contains(name) && !(negated && name == "space")) {
            rowsOnly = true;
            return;
        }
        needsCharacters = true;
        out += m_in.sliced(m_at, end + 2 - m_at);
        m_at = end + 2;
    }

    void classEscape(bool negated)
    {
        const char c = peek(1);
        static constexpr QByteArrayView kSets = "swd";
        static constexpr QByteArrayView kOpposites = "SWD";
        qsizetype length = 2;
        if (kSets.contains(c) || kOpposites.contains(c)) {
            needsCharacters = true;
            rowsOnly = !negated && (c == 's' || c == 'W' || c == 'D');
        } else if (c == 'x') {
            const int value = hexadecimal();
            rowsOnly = value < 0x20 || value >= 0x80;
            length = 4;
        } else if (c == 't' || c == 'r' || c == 'f' || c == 'e') {
            rowsOnly = peek(2) == '-';
        } else {
            rowsOnly = !isAscii(c) || c < 0x20 || QByteArrayView("0123456789").contains(c) ||
                       (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        }
        out += m_in.mid(m_at, length);
        m_at += length;
    }

    const QByteArray m_in;
    const bool m_matchCase;
    qsizetype m_at = 0;
};

QByteArray alternatives(const Query &query)
{
    const QStringList lines = query.pattern.split(u'\n');
    QByteArrayList parts;
    for (const QString &line : lines) {
        const QByteArray text = query.isRegex ? line.toUtf8() : escaped(line.toUtf8());
        parts << (lines.size() > 1 ? "(?:" + text + ')' : text);
    }
    return parts.join('|');
}

} // namespace

PatternSyntax PatternSyntax::of(const Query &query)
{
    PatternSyntax syntax;
    QByteArray pattern = alternatives(query);
    syntax.matchCase = query.matchCase;
    if (query.isRegex && pattern.startsWith("(?i)")) {
        pattern.remove(0, 4);
        syntax.matchCase = false;
    }
    Rewriter rewriter(pattern, syntax.matchCase);
    rewriter.run();
    syntax.row = query.wholeWord ? "(?<!\\w)(?:" + pattern + ")(?!\\w)" : pattern;
    if (syntax.matchCase && !query.wholeWord && !query.pattern.contains(u'\n')) {
        const QByteArray text = query.pattern.toUtf8();
        if (!query.isRegex || escaped(text).replace("\\-", "-").replace("\\#", "#") == text)
            syntax.literal = text;
    }
    if (rewriter.rowsOnly)
        return syntax;
    syntax.needsCharacters = rewriter.needsCharacters || query.wholeWord;
    syntax.neverBytes = !syntax.matchCase && rewriter.hasBeyondAscii;
    syntax.block = rewriter.out;
    // Bytes are for Hyperscan, which cannot look around: the match takes in the characters beside the word,
    // and tells the row all the same.
    if (query.wholeWord)
        syntax.block = syntax.neverBytes ? "(?<!\\w)(?:" + rewriter.out + ")(?!\\w)"
                                         : "(?:^|[^\\w\\n])(?:" + rewriter.out + ")(?:$|[^\\w\\n])";
    return syntax;
}

} // namespace pipecore
