// Rows are folded within their bounds, and the last of the states that a row went through is what folding it
// gives.

#include "pipecore/text/linewriter.h"
#include "pipecore/text/plaintext.h"
#include "tests/fuzz/fuzzinput.h"

#include <QList>

using namespace pipecore;

namespace
{

void checkLine(const CellLine &line, int most)
{
    require(line.columns() <= most);
    require(line.columns() == 0 || line.at(0) != cell::WideTail);
    for (int column = 0; column < line.columns(); ++column) {
        const char32_t c = line.at(column);
        require(c <= 0x10ffff || c == cell::WideTail || (c & ~char32_t(0xff)) == cell::Invalid ||
                (c & ~char32_t(0xff)) == cell::Control);
        line.styleAt(column);
        line.marksAt(column);
        line.link(line.styleAt(column).link);
    }
    require(line.text().size() <= 64 * most);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const FuzzInput input(data, size, 8 * 1024);
    RowFolder folder, framed;
    for (const QByteArray &row : input.text.split('\n')) {
        const CellLine line = folder.fold(row);
        checkLine(line, CellLine::kMostColumns);
        const std::vector<RowFrame> frames = framed.frames(row, 16);
        require(frames.size() <= 16);
        qint64 at = 0;
        for (const RowFrame &frame : frames) {
            checkLine(frame.line, CellLine::kMostColumns);
            require(frame.from >= at && frame.from <= frame.to && frame.to <= row.size());
            at = frame.to;
        }
        require(frames.empty() || frames.back().line.text() == line.text());
        RowFolder narrow;
        checkLine(narrow.fold(row, 20), 20);
    }
    require(folder.parser().pendingBytes() == framed.parser().pendingBytes());
    return 0;
}
