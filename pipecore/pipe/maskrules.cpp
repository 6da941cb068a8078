#include "pipecore/pipe/maskrules.h"

#include "pipecore/pipe/maskstream.h"
#include "pipecore/pipe/secretforms.h"

namespace pipecore
{

MaskRules::Ptr MaskRules::make(const QList<QByteArray> &secrets, const std::vector<Pattern> &patterns)
{
    QList<QByteArray> literals;
    for (const QByteArray &secret : secrets)
        literals += secretForms(secret);
    if (literals.isEmpty() && patterns.empty())
        return nullptr;
    return Ptr(new MaskRules(literals, patterns));
}

QString MaskRules::masked(const QString &text) const
{
    const QByteArray bytes = text.toUtf8();
    MaskStream stream(this);
    QByteArray shown;
    char piece[4096];
    const auto take = [&] {
        for (qint64 n = stream.give(piece, sizeof piece); n > 0; n = stream.give(piece, sizeof piece))
            shown.append(piece, n);
    };
    stream.feed(bytes.constData(), bytes.size(), 0);
    take();
    stream.finish();
    take();
    return QString::fromUtf8(shown);
}

} // namespace pipecore
