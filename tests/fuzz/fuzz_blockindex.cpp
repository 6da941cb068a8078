// The index of an output does not depend on how it came, has each row where the definition has it, and a file
// of it that was damaged is refused or gives an index that is sound.

#include "pipecore/capture/blockindex.h"
#include "tests/fuzz/fuzzinput.h"
#include "tests/support/rowmodel.h"

#include <QFile>
#include <QTemporaryDir>

#include <algorithm>

using namespace pipecore;

namespace
{

// A short input makes an output of several blocks: each byte is a newline, or a run of others.
QByteArray outputOf(const QByteArray &text)
{
    QByteArray output;
    for (const char c : text.left(64)) {
        const auto code = static_cast<unsigned char>(c);
        output +=
            code < 64 ? QByteArray(1 + code % 7, '\n') : QByteArray((code - 63) * (code % 5) * 97 + 1, 'x');
        if (code % 16 == 15) // up to an edge, or a byte beside it
            output += QByteArray(
                BlockIndex::kBlockSize - output.size() % BlockIndex::kBlockSize - 1 + code / 16 % 3, 'e');
    }
    return output;
}

void checkRows(const BlockIndex &index, const QByteArray &output)
{
    const std::vector<RowSpan> rows = modelRows(output);
    require(index.indexedEnd() == output.size());
    require(index.rows() == static_cast<qint64>(rows.size()));
    require(rows.empty() || index.lastRowStart() == rows.back().start);
    qint64 before = 0;
    for (qint64 number = 0; number < index.blocks(); ++number) {
        const BlockIndex::Block block = index.block(number);
        const qint64 start = number * BlockIndex::kBlockSize;
        const auto first = std::lower_bound(rows.begin(), rows.end(), start,
                                            [](const RowSpan &row, qint64 at) { return row.start < at; });
        before = first - rows.begin();
        require(block.rowsBefore == before);
        const bool starts = first != rows.end() && first->start < start + BlockIndex::kBlockSize;
        require(block.firstRowStart == (starts ? first->start : -1));
        if (starts)
            require(index.blockOfRow(before) == number);
    }
    require(index.blockOfRow(index.rows()) == -1);
}

void checkSound(const BlockIndex &index)
{
    qint64 before = 0;
    for (qint64 number = 0; number < index.blocks(); ++number) {
        const BlockIndex::Block block = index.block(number);
        require(block.rowsBefore >= before && block.rowsBefore <= index.rows());
        before = block.rowsBefore;
    }
    for (qint64 row = 0; row < index.rows(); row += 1 + index.rows() / 50)
        require(index.blockOfRow(row) < index.blocks());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("index"));
    const FuzzInput input(data, size, 4096);
    const QByteArray output = outputOf(input.text);
    BlockIndex index;
    input.cut(output, 301, [&](const char *piece, qsizetype length) { index.append(piece, length); });
    checkRows(index, output);
    require(index.save(path));
    BlockIndex loaded;
    require(loaded.load(path, output.size()));
    checkRows(loaded, output);

    QFile file(path);
    require(file.open(QIODevice::ReadWrite));
    QByteArray bytes = file.readAll();
    for (qsizetype i = 64; i + 1 < input.text.size() && i < 80; i += 2)
        bytes[(static_cast<unsigned char>(input.text[i]) * 7 + i) % bytes.size()] = input.text[i + 1];
    if (input.text.size() > 80)
        bytes.truncate(bytes.size() - static_cast<unsigned char>(input.text[80]) % 40);
    // Else the checksum at its end lets none of it through.
    const quint32 sum = qChecksum(QByteArrayView(bytes).chopped(std::min<qsizetype>(4, bytes.size())));
    for (int i = 0; i < 4 && bytes.size() >= 4; ++i)
        bytes[bytes.size() - 4 + i] = static_cast<char>(sum >> (8 * i));
    file.resize(0);
    file.seek(0);
    file.write(bytes);
    file.close();
    BlockIndex damaged;
    if (damaged.load(path, output.size()))
        checkSound(damaged);
    else
        require(damaged.rows() == 0 && damaged.blocks() == 0);
    return 0;
}
