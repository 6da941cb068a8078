#pragma once

#include "pipecore/net/upload/uploadtarget.h"

#include <QNetworkRequest>
#include <QSslConfiguration>

class QNetworkAccessManager;
class QNetworkReply;

namespace pipecore
{

/// The way to a target for QNetworkAccessManager: its credentials, TLS and proxy, in requests. Any thread.
///
/// What is secret goes to the origin of the target's URL alone: a request to another one (a resource that the
/// server made elsewhere, a redirect) has neither credentials nor the user's headers.
class TargetAccess
{
public:
    /// Reads the files that `target` names, so it may block on the disk. The error says what is wrong with
    /// them.
    static tl::expected<TargetAccess, QString> open(const UploadTarget &target);

    /// A request to `url`: HTTP/1.1, no cookies, no redirect followed, the target's time-out and headers. A
    /// header of the target replaces one of the same name that is set before; set after what must not be.
    QNetworkRequest request(const QUrl &url) const;
    /// Sets the proxy of `manager`, and makes it refuse a server whose key is not the pinned one before a
    /// byte of a request is sent. The manager may serve this target alone.
    void prepare(QNetworkAccessManager *manager) const;

    /// Why prepare() made `reply` fail; empty when it did not.
    static QString refusal(const QNetworkReply &reply);

private:
    explicit TargetAccess(const UploadTarget &target) : m_target(target) {}

    UploadTarget m_target;
    QSslConfiguration m_tls;
};

/// The value of the Authorization header for a request of `target`; empty: none.
QByteArray authorizationFor(const UploadTarget &target);

/// The proxy for requests to `url`: empty when none is to be used, else a URL, which may have a name and
/// password. The system's is that of the environment (http_proxy, https_proxy, no_proxy); never one for this
/// machine itself.
QUrl proxyFor(const UploadTarget &target, const QUrl &url);

} // namespace pipecore
