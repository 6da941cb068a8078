#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QUrl>

#include <utility>

#include <tl/expected.hpp>

namespace pipecore
{

/// Where and how to upload a capture.
struct UploadTarget {
    enum class Start {
        AtEnd, ///< once the command has ended: all of it
        Now    ///< what is captured at the moment
    };

    QUrl url;
    QByteArray method = QByteArrayLiteral("PUT"); ///< PUT or POST
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray token;          ///< for "Authorization: Bearer"; empty: none
    Start start = Start::AtEnd;
    int attempts = 4;          ///< how often to try, before the upload has failed
    int timeoutMs = 20'000;    ///< without any progress

    /// The URL for people: without a user's name and password.
    QString displayUrl() const { return url.toDisplayString(QUrl::RemoveUserInfo); }

    /// Reads an http or https URL; the error says what is wrong with it.
    static tl::expected<QUrl, QString> parseUrl(const QString &text);
    /// Reads "Name: value".
    static tl::expected<std::pair<QByteArray, QByteArray>, QString> parseHeader(const QString &text);
};

} // namespace pipecore
