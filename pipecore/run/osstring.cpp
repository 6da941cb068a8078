#include "pipecore/run/osstring.h"

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr char16_t kFirst = 0xdc80;
constexpr char16_t kLast = 0xdcff;

bool carriesByte(const QString &text, qsizetype at)
{
    const char16_t unit = text[at].unicode();
    return unit >= kFirst && unit <= kLast && (at == 0 || !text[at - 1].isHighSurrogate());
}

// The length of the UTF-8 sequence that `bytes` begin with; 0 when it is none.
qsizetype sequenceLength(QByteArrayView bytes)
{
    const auto lead = static_cast<unsigned char>(bytes.front());
    const qsizetype length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return length <= bytes.size() && bytes.first(length).isValidUtf8() ? length : 0;
}

} // namespace

QString fromSystem(const QByteArray &bytes)
{
    if (bytes.isValidUtf8())
        return QString::fromUtf8(bytes);
    QString text;
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype length = sequenceLength(QByteArrayView(bytes).sliced(at));
        if (length > 0)
            text += QString::fromUtf8(bytes.sliced(at, length));
        else
            text += QChar(static_cast<char16_t>(0xdc00 + static_cast<unsigned char>(bytes[at])));
        at += std::max<qsizetype>(length, 1);
    }
    return text;
}

QByteArray toSystem(const QString &text)
{
    QByteArray bytes;
    qsizetype plain = 0; // where what is not yet converted begins
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (!carriesByte(text, at))
            continue;
        bytes += QStringView(text).sliced(plain, at - plain).toUtf8();
        bytes += static_cast<char>(text[at].unicode() - 0xdc00);
        plain = at + 1;
    }
    return bytes + QStringView(text).sliced(plain).toUtf8();
}

} // namespace pipecore
