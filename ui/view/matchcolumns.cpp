#include "ui/view/matchcolumns.h"

#include "pipecore/text/utf8.h"

namespace ui
{

namespace cell = pipecore::cell;

namespace
{

constexpr size_t kMostMatches = 2000; // of one row

} // namespace

std::vector<LinePainter::Columns> matchColumns(const pipecore::CellLine &line, pipecore::Matcher &matcher)
{
    QByteArray bytes;
    std::vector<int> columns; // of each byte
    bytes.reserve(line.columns());
    for (int column = 0; column < line.columns(); ++column) {
        const char32_t c = line.at(column);
        if (c == cell::WideTail)
            continue;
        if (c >= cell::Invalid) {
            bytes += static_cast<char>(c & 0xff);
        } else {
            QString text;
            pipecore::appendCharacter(text, c == cell::Blank ? U' ' : c);
            bytes += (text + line.marksAt(column)).toUtf8();
        }
        columns.resize(static_cast<size_t>(bytes.size()), column);
    }
    columns.push_back(line.columns());
    std::vector<LinePainter::Columns> found;
    for (const pipecore::ByteRange &match : matcher.allIn(bytes, kMostMatches))
        found.push_back({columns[static_cast<size_t>(match.from)], columns[static_cast<size_t>(match.to)]});
    return found;
}

} // namespace ui
