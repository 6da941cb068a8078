#pragma once

#include "pipecore/net/upload/uploadmode.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <utility>

#include <tl/expected.hpp>

namespace pipecore
{

/// What an https connection is checked with, and what it shows of itself; files are in PEM.
struct TlsOptions {
    QString authorities; ///< file: the certificate authorities to trust instead of the system's; empty: those
    QString certificate; ///< file: the client's own certificate, and what is between it and its authority
    QString key;         ///< file: its private key; empty: it is in the file of the certificate
    QByteArray keyPassword;      ///< for that key; empty: it needs none
    QString keyPasswordVariable; ///< of the environment, where the password came from
    QByteArray pin; ///< "sha256//" and the base64 of the SHA-256 of the server's public key, as curl's
                    ///< --pinnedpubkey; it is asked for besides a valid certificate. Empty: any key
};

/// Where and how to upload a capture. What a connection to it takes (credentials, TLS, proxy, headers) is
/// turned into requests in one place: targetaccess.h for QNetworkAccessManager, curlaccess.h for libcurl.
struct UploadTarget {
    enum class Start {
        AtEnd, ///< once the command has ended: all of it; live modes begin at once
        Now    ///< what is captured at the moment
    };

    QUrl url;
    UploadMode mode = UploadMode::Whole;
    QByteArray method; ///< PUT or POST; empty: what is usual for the mode
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray token;      ///< for "Authorization: Bearer"; empty: none
    QString tokenVariable; ///< of the environment, where the token came from; empty: from elsewhere
    QString tokenEntry;    ///< of the keychain, where the token is read when the upload begins; empty: none
    QByteArray user;       ///< "name:password" for "Authorization: Basic"; empty: none
    QString userVariable;  ///< of the environment, where that came from; empty: from elsewhere
    TlsOptions tls;
    QString proxy; ///< empty: the system's; "none"; or a URL, http or socks5
    Start start = Start::AtEnd;
    int attempts = 4;       ///< how often to try, before the upload has failed
    int timeoutMs = 20'000; ///< without any progress
    int firstDelayMs = 500; ///< before the second attempt; doubled for each further one

    UploadFormat format = UploadFormat::Default; ///< Batch, Stream
    bool gzip = false;                           ///< Batch: compress the bodies
    QString fieldName = QStringLiteral("file");  ///< Form: the file's
    QList<std::pair<QString, QString>> fields;   ///< Form: further ones
    bool deleteOnCancel = false;                 ///< Tus: ask the server to forget what it has

    bool isLive() const { return mode != UploadMode::Whole && mode != UploadMode::Form; }
    /// The method that is used.
    QByteArray effectiveMethod() const;
    /// The format that is used.
    UploadFormat effectiveFormat() const;
    /// What does not fit together, as a sentence; empty when all does.
    QString problem() const;

    /// Reads the secrets from the variables that are named. Those that are not there, or are empty.
    QStringList readVariables();

    /// The URL for people: without what may be secret in it.
    QString displayUrl() const { return displayUrl(url); }
    /// `url` without a user's name and password, and with "?***" for a query: signed links have their key
    /// there.
    static QString displayUrl(const QUrl &url);
    /// Whether a header's value is not for people and logs: Authorization, Cookie, X-Api-Key and their like.
    static bool isSecretHeader(const QByteArray &name);

    /// Reads an http or https URL; the error says what is wrong with it.
    static tl::expected<QUrl, QString> parseUrl(const QString &text);
    /// Reads "Name: value".
    static tl::expected<std::pair<QByteArray, QByteArray>, QString> parseHeader(const QString &text);
    /// Reads a pin as TlsOptions has it.
    static tl::expected<QByteArray, QString> parsePin(const QString &text);
    /// Reads what `proxy` takes: "system", "none" or a URL. A password is refused: it would stand in the
    /// command line and the settings; the system's setting can have one.
    static tl::expected<QString, QString> parseProxy(const QString &text);
};

} // namespace pipecore
