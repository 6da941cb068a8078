#pragma once

#include <QByteArray>
#include <QList>
#include <QRandomGenerator>

/// Random rows and patterns that have something to do with each other.
class SearchText
{
public:
    explicit SearchText(quint32 seed) : m_random(seed) {}

    int below(int n) { return static_cast<int>(m_random.bounded(n)); }
    bool chance(int inHundred) { return below(100) < inHundred; }
    template<typename T> T oneOf(const QList<T> &all) { return all[below(static_cast<int>(all.size()))]; }

    QByteArray word()
    {
        static const QList<QByteArray> kWords{
            "error",    "warn",       "ab",           "abc", "a", "b1",      "k",  "S7",           "fatal9",
            "\xc3\xa9", "x\xc3\xa9y", "\xe2\x84\xaa", "_",   "-", "foo.bar", "00", "\xe4\xb8\xad", "Kelvin"};
        return oneOf(kWords);
    }

    /// Without its newline; `bytes`: also with what is no UTF-8.
    QByteArray row(bool bytes)
    {
        QByteArray row;
        int words = below(8);
        if (chance(1))
            words = 3000 + below(20'000); // longer than a block
        for (int i = 0; i < words; ++i) {
            row += word();
            if (chance(60))
                row += oneOf<QByteArray>({" ", "\t", ":", ""});
            if (bytes && chance(3))
                row += oneOf<QByteArray>({"\xff", "\xc3", "\x80", "\xe2\x82"});
        }
        if (chance(10))
            row += '\r';
        return row;
    }

    QByteArray rows(int count, bool bytes)
    {
        QByteArray text;
        for (int i = 0; i < count; ++i)
            text += row(bytes) + '\n';
        if (chance(50))
            text.chop(1);
        return text;
    }

    /// The same with escape sequences in between.
    QByteArray withEscapes(const QByteArray &text)
    {
        QByteArray styled;
        for (const char c : text) {
            const bool within = (static_cast<unsigned char>(c) & 0xc0) == 0x80;
            if (!within && chance(15))
                styled +=
                    oneOf<QByteArray>({"\x1b[31m", "\x1b[0m", "\x1b[38;5;12m", "\x1b]8;;http://x/\x1b\\",
                                       "\x1b]0;title\x07", "\x1b(B", "\x1b[K", "\x1bPq#1\x1b\\"});
            styled += c;
        }
        return styled;
    }

    /// In the syntax that PCRE2, Rust's regex and GNU's extended expressions have in common.
    QByteArray pattern(int depth = 1)
    {
        QByteArray pattern;
        const int parts = 1 + below(3);
        for (int i = 0; i < parts; ++i) {
            QByteArray part = oneOf<QByteArray>({".", "[a-c]", "[^ab]", "[0-9]", "\\w", "\\s", "\\W", "[^ -]",
                                                 word(), word(), word(), word()});
            part.replace("foo.bar", "foo\\.bar");
            if (depth > 0 && chance(20))
                part = '(' + this->pattern(depth - 1) + '|' + this->pattern(depth - 1) + ')';
            if (part.size() == 1 || part.startsWith('[') || part.startsWith('(') || part == "\xc3\xa9" ||
                (part.size() == 2 && part.startsWith('\\')))
                part += oneOf<QByteArray>({"", "", "", "*", "+", "?", "{2}"});
            pattern += part;
        }
        if (depth == 1) {
            if (chance(12))
                pattern = '^' + pattern;
            if (chance(12))
                pattern += '$';
            if (chance(8))
                pattern = "\\b" + pattern;
        }
        return pattern;
    }

private:
    QRandomGenerator m_random;
};

/// From the environment, to repeat a failure, or a new one; to be printed.
inline quint32 searchSeed()
{
    const quint32 given = qEnvironmentVariable("RUNNEL_TEST_SEED").toUInt();
    return given ? given : QRandomGenerator::system()->generate();
}
