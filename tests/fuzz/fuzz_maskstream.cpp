// What MaskStream gives does not depend on how its stream was cut, and has no literal in it that was not
// there in pieces. The input: a secret's length, the secret, the sizes of pieces, then the text.

#include "pipecore/pipe/maskstream.h"
#include "pipecore/pipe/secretforms.h"

#include <algorithm>
#include <cstdlib>

using namespace pipecore;

namespace
{

QByteArray masked(const MaskRules &rules, const QByteArray &text, const QByteArray &sizes, bool pauses)
{
    MaskStream stream(&rules);
    QByteArray shown;
    char piece[64];
    const auto take = [&] {
        for (qint64 n = stream.give(piece, sizeof piece); n > 0; n = stream.give(piece, sizeof piece))
            shown.append(piece, n);
    };
    qsizetype i = 0;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype size =
            sizes.isEmpty() ? text.size() : 1 + static_cast<quint8>(sizes[i++ % sizes.size()]) % 32;
        const QByteArray part = text.mid(at, size);
        stream.feed(part.constData(), part.size(), 0);
        take();
        if (pauses && size % 2) {
            stream.pause();
            take();
        }
        at += size;
    }
    stream.finish();
    take();
    return shown;
}

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data),
                           static_cast<qsizetype>(std::min<size_t>(size, 4096)));
    if (input.size() < 16)
        return 0;
    const qsizetype length = 4 + static_cast<quint8>(input[0]) % 24;
    const QByteArray secret = input.mid(1, length), sizes = input.mid(1 + length, 6),
                     text = input.mid(7 + length);
    if (secret.size() < kShortestSecret)
        return 0;
    static const std::vector<Pattern> patterns{Pattern::compile(QStringLiteral("a+b?c")).value(),
                                               Pattern::compile(QStringLiteral("^k=.*")).value()};
    const auto rules = MaskRules::make({secret}, patterns);
    // The secret itself, its beginnings and its base64 are hard to come by: they are put in.
    const QByteArray full = text + secret + text.left(9) + secret.left(length / 2) + secret.toBase64() + text;
    const QByteArray whole = masked(*rules, full, {}, false);
    require(masked(*rules, full, sizes, false) == whole);
    require(!masked(*rules, full, sizes, true).contains(secret) || secret.contains('*'));
    return 0;
}
