#pragma once

#include "pipecore/text/cellline.h"
#include "pipecore/text/escapeparser.h"

#include <QByteArray>

namespace pipecore
{

/// A cursor on one row, and what a terminal's stream does to that row: text, `\r`, backspace, tabs, SGR, and
/// the sequences that move along the row or erase in it (ECMA-48; ECH, EL, CHA, HPA, CUF, CUB, ICH, DCH,
/// REP). A handler for EscapeParser; what concerns other rows is left to those who derive from it.
class LineWriter
{
public:
    enum class Controls {
        Ignore, ///< as a terminal does
        Show    ///< a cell each, for somebody who looks for them
    };
    explicit LineWriter(Controls controls) : m_controls(controls) {}
    virtual ~LineWriter() = default;

    void text(const char *begin, const char *end);
    void nuls(qint64 count); ///< of files that are no text there can be gigabytes
    void control(char code);
    void csi(const ControlSequence &sequence);
    void osc(QByteArrayView) {}
    void escape(char intermediate, char final);

    /// Tells that no more bytes come for now: a character broken off is invalid.
    void flushText();

    CellLine &line() { return *m_line; }
    Style style;
    int column = 0;
    bool inserts = false; ///< what is written moves what stands there to the right (IRM)

protected:
    void setLine(CellLine *line) { m_line = line; }
    /// How far to the right a sequence moves: no few bytes make a row that is longer than most.
    int reach() const;
    /// Controls and sequences (without intermediate bytes) that are not of one row alone; false when they
    /// mean nothing.
    virtual bool otherControl(char) { return false; }
    virtual void otherCsi(const ControlSequence &) {}
    virtual void otherEscape(char) {}

private:
    int limit() const; // of what is written
    void decode(const char *begin, const char *end);
    void putInvalid(const char *begin, int size);
    void putCharacter(char32_t character);

    const Controls m_controls;
    CellLine *m_line = nullptr;
    QByteArray m_partial; // the start of a character whose rest has not come yet
    char32_t m_lastCharacter = 0;
};

/// What stood in a row before a carriage return went back to its start, or its last state.
struct RowFrame {
    qint64 from = 0; ///< the bytes that made it from the frame before
    qint64 to = 0;
    CellLine line;
};

/// Folds rows one after another into what is to be seen of them: the last state of each.
class RowFolder : public LineWriter
{
public:
    RowFolder() : LineWriter(Controls::Show) {}

    /// The bytes of the next row, without its newline. The style, and a sequence that is not complete, go on.
    CellLine fold(QByteArrayView bytes, int mostColumns = CellLine::kMostColumns);
    /// The states of the next row before each carriage return, and its last; at most `most`, the last one
    /// then taking in all that follow.
    std::vector<RowFrame> frames(QByteArrayView bytes, size_t most);
    EscapeParser &parser() { return m_parser; }

    void osc(QByteArrayView string);
    void escape(char intermediate, char final)
    {
        LineWriter::escape(intermediate, final);
        if (intermediate == 0 && final == 'c')
            m_link.clear();
    }

private:
    void begin(CellLine *line);
    void end();

    EscapeParser m_parser;
    QByteArray m_link; // the address that the text leads to
};

} // namespace pipecore
