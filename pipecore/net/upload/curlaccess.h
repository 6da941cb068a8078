#pragma once

#include "pipecore/net/upload/uploadtarget.h"

#include <memory>

#include <curl/curl.h>

namespace pipecore
{

struct CurlListFree {
    void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};
/// Headers for libcurl, which must live as long as the transfer that they are for.
using CurlHeaders = std::unique_ptr<curl_slist, CurlListFree>;

/// Sets on `handle` all that it takes to reach `target` at its own URL: the URL, credentials, TLS, proxy,
/// HTTP/1.1, no redirect, no signal. What TargetAccess is for QNetworkAccessManager. `extra` are further
/// headers; the target's own come behind them. Headers are set; they are returned to be kept.
CurlHeaders applyAccess(CURL *handle, const UploadTarget &target,
                        const QList<std::pair<QByteArray, QByteArray>> &extra = {});

/// Why a transfer failed, for people, when it was for the sake of TLS; empty for other errors. `detail` is
/// what CURLOPT_ERRORBUFFER got.
QString curlTlsRefusal(CURLcode code, const char *detail, const QUrl &url);

} // namespace pipecore
