#include "pipecore/net/share/sharetoken.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <array>

namespace pipecore
{

namespace
{

constexpr auto kUrlBase64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

} // namespace

QByteArray makeShareToken()
{
    std::array<quint32, 4> bits{};
    QRandomGenerator::system()->fillRange(bits.data(), bits.size());
    return QByteArray(reinterpret_cast<const char *>(bits.data()), sizeof(bits)).toBase64(kUrlBase64);
}

QByteArray cookieValueOf(const QByteArray &token)
{
    return QMessageAuthenticationCode::hash("runnel share cookie", token, QCryptographicHash::Sha256)
        .toBase64(kUrlBase64);
}

bool equalsSecret(const QByteArray &given, const QByteArray &secret)
{
    if (given.size() != secret.size())
        return false;
    unsigned difference = 0;
    for (qsizetype i = 0; i < given.size(); ++i)
        difference |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(secret[i]);
    return difference == 0;
}

} // namespace pipecore
