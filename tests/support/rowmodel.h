#pragma once

#include "pipecore/capture/rowreader.h"

#include <QByteArray>
#include <QRandomGenerator>

#include <vector>

/// The rows of `bytes` as the definition has them, found the slow way, a byte at a time.
inline std::vector<pipecore::RowSpan> modelRows(const QByteArray &bytes)
{
    std::vector<pipecore::RowSpan> rows;
    qint64 start = 0;
    bool continues = false;
    for (qint64 at = 0; at < bytes.size(); ++at) {
        if (bytes[at] == '\n') {
            rows.push_back({start, at, continues, true});
            start = at + 1;
            continues = false;
        } else if (at - start == 64 * 1024) {
            rows.push_back({start, at, continues, true});
            start = at;
            continues = true;
        }
    }
    if (start < bytes.size())
        rows.push_back({start, bytes.size(), continues, false});
    return rows;
}

/// Lines of all sorts: none, many empty ones, short ones, longer than a block, of exactly 64 KiB and a byte
/// more or less, with newlines just at the edges of blocks; at the end a newline or none.
inline QByteArray randomLines(QRandomGenerator &random, int mostLines)
{
    constexpr int block = 64 * 1024;
    QByteArray bytes;
    for (int i = random.bounded(mostLines + 1); i > 0; --i) {
        switch (random.bounded(12)) {
        case 0:
            bytes += QByteArray(random.bounded(500), '\n');
            break;
        case 1:
            bytes += QByteArray(block - 2 + random.bounded(5), 'b');
            break;
        case 2:
            bytes += QByteArray(random.bounded(3 * block), 'l');
            break;
        case 3: // up to an edge, or one beside it
            bytes += QByteArray(block - bytes.size() % block - 2 + random.bounded(3), 'e');
            break;
        default:
            for (int lines = random.bounded(300); lines > 0; --lines)
                bytes += QByteArray(random.bounded(90), 's') + '\n';
        }
        if (random.bounded(4) > 0)
            bytes += '\n';
    }
    return bytes;
}
