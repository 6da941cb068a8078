#include "pipecore/pipe/secretforms.h"

#include <algorithm>

namespace pipecore
{

namespace
{

// Which forms a value has; each once.
class Forms
{
public:
    void add(const QByteArray &form)
    {
        if (form.size() >= kShortestSecret && !m_all.contains(form))
            m_all << form;
    }
    QList<QByteArray> all() const { return m_all; }

private:
    QList<QByteArray> m_all;
};

void addBase64(Forms &forms, const QByteArray &secret)
{
    using Option = QByteArray::Base64Option;
    for (const Option alphabet : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding}) {
        // `before` bytes of something else stand in front of it in its group of three. Only the digits that
        // it alone decides are the same whatever stands there and behind.
        for (qsizetype before = 0; before < 3; ++before) {
            const QByteArray text = QByteArray(before, '\0') + secret;
            const QByteArray encoded = text.toBase64(alphabet | QByteArray::OmitTrailingEquals);
            const qsizetype first = (before * 8 + 5) / 6;
            forms.add(encoded.mid(first, text.size() * 8 / 6 - first));
            // At the end of what is encoded, the last digit and the padding are known too.
            forms.add(encoded.mid(first));
            forms.add(text.toBase64(alphabet).mid(first));
        }
    }
}

void addPercentEncoded(Forms &forms, const QByteArray &secret)
{
    // What stays as it is, besides letters, digits and -._~ : nothing; a path's; encodeURIComponent's;
    // encodeURI's.
    for (const char *kept : {"", "/", "!'()*", ";,/?:@&=+$!'()*#"}) {
        const QByteArray encoded = secret.toPercentEncoding(kept);
        forms.add(encoded);
        QByteArray lower = encoded;
        for (qsizetype i = 0; i + 2 < lower.size(); ++i)
            if (lower[i] == '%')
                for (qsizetype digit : {i + 1, i + 2})
                    lower[digit] = lower[digit] >= 'A' && lower[digit] <= 'F'
                                       ? static_cast<char>(lower[digit] + 32)
                                       : lower[digit];
        forms.add(lower);
        forms.add(QByteArray(encoded).replace("%20", "+"));
    }
    forms.add(secret.toPercentEncoding("*", "~").replace("%20", "+")); // application/x-www-form-urlencoded
}

void addJson(Forms &forms, const QByteArray &secret)
{
    QByteArray escaped;
    for (const char c : secret)
        escaped += c == '"'    ? QByteArray("\\\"")
                   : c == '\\' ? QByteArray("\\\\")
                   : c == '\t' ? QByteArray("\\t")
                               : QByteArray(1, c);
    forms.add(escaped);
    forms.add(QByteArray(escaped).replace('/', "\\/"));
}

// Pieces of nearly the same size: none is too short to be told.
QList<QByteArray> piecesOf(const QByteArray &text)
{
    const qsizetype count = (text.size() + kLongestPiece - 1) / kLongestPiece;
    QList<QByteArray> pieces;
    for (qsizetype i = 0; i < count; ++i)
        pieces << text.mid(text.size() * i / count, text.size() * (i + 1) / count - text.size() * i / count);
    return pieces;
}

} // namespace

QList<QByteArray> secretForms(const QByteArray &value)
{
    Forms forms;
    QList<QByteArray> parts = piecesOf(value);
    if (value.contains('\n')) // a key in PEM, say: a terminal changes its line ends, and a log splits it
        for (const QByteArray &line : value.split('\n'))
            parts += piecesOf(line.trimmed());
    for (const QByteArray &part : parts) {
        if (part.size() < kShortestSecret)
            continue;
        forms.add(part);
        addBase64(forms, part);
        addPercentEncoded(forms, part);
        addJson(forms, part);
    }
    return forms.all();
}

} // namespace pipecore
