#include "pipecore/net/share/httpmessage.h"

namespace pipecore
{

namespace
{

QByteArray valueOf(const HttpHeaders &all, const QByteArray &name, Qt::CaseSensitivity sensitivity)
{
    for (const auto &[known, value] : all)
        if (known.compare(name, sensitivity) == 0)
            return value.isNull() ? QByteArray("") : value;
    return {};
}

} // namespace

QByteArray HttpRequest::header(const char *name) const
{
    return valueOf(headers, name, Qt::CaseInsensitive);
}

QByteArray HttpRequest::parameter(const char *name) const
{
    return valueOf(query, name, Qt::CaseSensitive);
}

QByteArray HttpRequest::cookie(const QByteArray &name) const
{
    return valueOf(cookies, name, Qt::CaseSensitive);
}

HttpReply HttpReply::sentence(int status, const QByteArray &text)
{
    HttpReply reply;
    reply.status = status;
    reply.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
    reply.content = text + '\n';
    return reply;
}

HttpReply &&HttpReply::with(const QByteArray &name, const QByteArray &value) &&
{
    headers.emplace_back(name, value);
    return std::move(*this);
}

} // namespace pipecore
