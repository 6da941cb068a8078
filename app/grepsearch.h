#pragma once

#include "app/grepoutput.h"
#include "pipecore/session/recording.h"

#include <deque>

namespace app
{

/// Searches one recording from its start to its end, as grep does a file.
class GrepSearch
{
public:
    GrepSearch(const GrepOptions &options, pipecore::RowSearch &search, GrepOutput &output)
        : m_options(options), m_search(search), m_output(output)
    {
    }
    /// The rows selected; the error says why not all were searched.
    tl::expected<qint64, QString> run(const pipecore::Recording &recording, const QString &name);
    /// In some row the pattern took too many steps.
    bool gaveUp() const { return m_gaveUp || m_search.gaveUp(); }

private:
    tl::expected<qint64, QString> count(qint64 end);
    void select(const pipecore::RowPieces &piece, const std::vector<pipecore::ByteRange> &found);
    void cutRow(const pipecore::RowPieces &piece, bool matches);
    void row(pipecore::ByteRange row, bool matches);
    void print(pipecore::ByteRange row, GrepOutput::Kind kind, qint64 number);
    bool wantsMore() const;
    bool printsRows() const { return m_options.output == GrepOptions::Output::Rows; }

    const GrepOptions &m_options;
    pipecore::RowSearch &m_search;
    GrepOutput &m_output;

    bool m_gaveUp = false;
    QString m_name;
    pipecore::Capture::Ptr m_capture;
    QByteArrayView m_piece; // the bytes at hand, and where they stand
    qint64 m_pieceOffset = 0;
    bool m_maybeBinary = false;
    bool m_isBinary = false;

    qint64 m_selected = 0;
    qint64 m_number = 0; // of rows before the one at hand
    qint64 m_numberedTo = 0;
    qint64 m_cutStart = 0;
    bool m_cutMatches = false;
    struct Before {
        pipecore::ByteRange row;
        qint64 number;
    };
    std::deque<Before> m_before;
    qint64 m_afterLeft = 0;
    qint64 m_lastPrinted = -1; // number of the row
    bool m_separated = false;  // some group has been printed, of this recording or of another
};

} // namespace app
