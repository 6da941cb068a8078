#include "pipecore/session/rowexport.h"

#include <QIODevice>

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr qint64 kRowsAtOnce = 512;

} // namespace

tl::expected<void, QString> writeRows(RowSource &source, RowPlace from, RowPlace to, QIODevice &device,
                                      const std::atomic<bool> *cancel)
{
    for (qint64 first = from.row; first <= to.row;) {
        const auto rows = source.rows(first, std::min(kRowsAtOnce, to.row - first + 1));
        if (rows.empty() || (cancel && *cancel))
            break;
        QByteArray text;
        for (size_t i = 0; i < rows.size(); ++i) {
            const qint64 number = first + static_cast<qint64>(i);
            if (number > from.row && !rows[i].span.continues)
                text += '\n';
            text += rows[i]
                        .line
                        .text(number == from.row ? from.column : 0,
                              number == to.row ? to.column : CellLine::kMostColumns)
                        .toUtf8();
        }
        if (device.write(text) != text.size())
            return tl::unexpected(device.errorString());
        first += static_cast<qint64>(rows.size());
    }
    return {};
}

qint64 bytesBetween(RowSource &source, RowPlace from, RowPlace to)
{
    const auto first = source.rows(from.row, 1);
    const auto last = source.rows(to.row, 1);
    if (first.empty() || last.empty())
        return 0;
    return std::max<qint64>(0, last.front().span.end - first.front().span.start);
}

} // namespace pipecore
