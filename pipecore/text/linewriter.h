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
    /// Controls and sequences (without intermediate bytes) that are not of one row alone; false when they
    /// mean nothing.
    virtual bool otherControl(char) { return false; }
    virtual void otherCsi(const ControlSequence &) {}
    virtual void otherEscape(char) {}

private:
    void decode(const char *begin, const char *end);
    void putInvalid(const char *begin, int size);
    void putCharacter(char32_t character);

    const Controls m_controls;
    CellLine *m_line = nullptr;
    QByteArray m_partial; // the start of a character whose rest has not come yet
    char32_t m_lastCharacter = 0;
};

/// Folds rows one after another into what is to be seen of them: the last state of each.
class RowFolder : public LineWriter
{
public:
    RowFolder() : LineWriter(Controls::Show) {}

    /// The bytes of the next row, without its newline. The style, and a sequence that is not complete, go on.
    CellLine fold(QByteArrayView bytes);
    EscapeParser &parser() { return m_parser; }

private:
    EscapeParser m_parser;
};

} // namespace pipecore
