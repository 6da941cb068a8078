#pragma once

#include <QByteArrayView>

#include <vector>

namespace pipecore
{

/// Copies of rows without their escape sequences, and with a way back to the originals. A newline is always a
/// row's end, also within a sequence that was not ended: what a row's text is depends on its own bytes alone.
class PlainRows
{
public:
    /// Takes `rows`, of any number; replaces what was taken before. `dropReturns`: also carriage returns
    /// before a newline.
    void take(QByteArrayView rows, bool dropReturns);
    QByteArrayView text() const { return {m_text.data(), static_cast<qsizetype>(m_text.size())}; }

    /// Of a single row that was taken: where the byte that is at `plain` in text() stands in the original;
    /// its end for the end.
    qint64 originalOf(qint64 plain) const;

private:
    void takeRow(QByteArrayView row, qint64 base);
    const char *takeUnusual(const char *at, const char *end, qint64 base, const char *rowStart);
    void append(const char *from, const char *to, qint64 base, const char *rowStart);

    struct Run {
        qint64 plain;
        qint64 original;
    };
    std::vector<char> m_text;
    std::vector<Run> m_runs; // of the last row taken
    qint64 m_size = 0;       // of the original
};

/// Whether there is an escape sequence in it.
bool hasEscape(QByteArrayView text);

} // namespace pipecore
