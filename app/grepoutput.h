#pragma once

#include "app/grepoptions.h"
#include "pipecore/search/rowsearch.h"

namespace app
{

/// Writes to standard output in the forms of GNU grep, its colours included.
class GrepOutput
{
public:
    GrepOutput(const GrepOptions &options, bool withNames);
    ~GrepOutput() { flush(); }

    enum class Kind { Selected, Context };
    /// One row, without its newline. `number` counts from 1. `search` finds what to mark in it.
    void row(const QString &name, Kind kind, qint64 number, QByteArrayView bytes,
             pipecore::RowSearch &search);
    /// The beginning of a row, for one that is too long to hold; its bytes and a newline follow by raw().
    void head(const QString &name, Kind kind, qint64 number);
    void raw(QByteArrayView bytes);
    /// Between groups of rows that are not next to each other.
    void separator();
    void count(const QString &name, qint64 rows);
    void name(const QString &name);
    void line(const QString &text);

    void flush();
    /// Nobody reads, or there is no room: nothing more can be written.
    bool hasFailed() const { return m_errorCode != 0; }
    int errorCode() const { return m_errorCode; }

private:
    void colored(const char *color, QByteArrayView text);
    void marked(QByteArrayView bytes, const std::vector<pipecore::ByteRange> &places);

    const GrepOptions &m_options;
    const bool m_withNames;
    bool m_color;
    bool m_plain; // without the rows' own escape sequences
    QByteArray m_buffer;
    pipecore::PlainRows m_plainRow;
    int m_errorCode = 0;
};

} // namespace app
