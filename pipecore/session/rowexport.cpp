#include "pipecore/session/rowexport.h"

#include <QIODevice>

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr qint64 kMostRowsAtOnce = 512;
constexpr qint64 kBytesAtOnce = 1024 * 1024; // of output; folded it takes six times that

} // namespace

tl::expected<void, QString> writeRows(RowSource &source, RowPlace from, RowPlace to, QIODevice &device,
                                      RowShape shape, const std::atomic<bool> *cancel)
{
    qint64 atOnce = 16;
    for (qint64 first = from.row; first <= to.row;) {
        const auto rows = source.rows(first, std::min(atOnce, to.row - first + 1));
        if (rows.empty() || (cancel && *cancel))
            break;
        QByteArray text;
        for (size_t i = 0; i < rows.size(); ++i) {
            const qint64 number = first + static_cast<qint64>(i);
            const bool isBlock = shape == RowShape::Block;
            if (number > from.row && (isBlock || !rows[i].span.continues))
                text += '\n';
            text += rows[i]
                        .line
                        .text(isBlock || number == from.row ? from.column : 0,
                              isBlock || number == to.row ? to.column : CellLine::kMostColumns)
                        .toUtf8();
        }
        if (device.write(text) != text.size())
            return tl::unexpected(device.errorString());
        const auto count = static_cast<qint64>(rows.size());
        const qint64 bytes = std::max<qint64>(1, rows.back().span.end - rows.front().span.start);
        atOnce = std::clamp<qint64>(kBytesAtOnce * count / bytes, 1, kMostRowsAtOnce);
        first += count;
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
