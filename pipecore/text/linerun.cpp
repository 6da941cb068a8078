#include "pipecore/text/linerun.h"

#include "pipecore/text/utf8.h"

namespace pipecore
{

namespace
{

// A blank that nobody sees. Spaces that were written stay, as in CellLine::text().
bool isNothing(const CellLine &line, int column)
{
    return line.at(column) == cell::Blank && line.styleAt(column).background.isDefault();
}

} // namespace

void forEachRun(const CellLine &line,
                const std::function<void(const Style &style, const QString &text)> &take)
{
    int columns = line.columns();
    while (columns > 0 && isNothing(line, columns - 1))
        --columns;
    QString text;
    for (int column = 0; column < columns; ++column) {
        const char32_t character = line.at(column);
        if (character == cell::Blank)
            text += u' ';
        else if (character & cell::Invalid)
            text += QChar(QChar::ReplacementCharacter);
        else if (!(character & (cell::WideTail | cell::Control)))
            appendCharacter(text, character);
        if (line.hasMarks(column))
            text += line.marksAt(column);
        if (column + 1 < columns && line.styleNumber(column + 1) == line.styleNumber(column))
            continue;
        if (!text.isEmpty())
            take(line.styleAt(column), text);
        text.clear();
    }
}

qint64 invalidCells(const CellLine &line)
{
    qint64 count = 0;
    for (int column = 0; column < line.columns(); ++column)
        count += (line.at(column) & (cell::Invalid | cell::WideTail | cell::Control)) == cell::Invalid;
    return count;
}

} // namespace pipecore
