#include "pipecore/net/share/pagefiles.h"

#include "pipecore/net/share/gzipbody.h"
#include "pipecore/net/share/httpparse.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

static void initPageResources() // Q_INIT_RESOURCE must stand outside of namespaces
{
    Q_INIT_RESOURCE(share);
}

namespace pipecore
{

namespace
{

QByteArray typeOf(const QString &name)
{
    if (name.endsWith(QLatin1String(".html")))
        return QByteArrayLiteral("text/html; charset=utf-8");
    if (name.endsWith(QLatin1String(".js")))
        return QByteArrayLiteral("text/javascript; charset=utf-8");
    if (name.endsWith(QLatin1String(".css")))
        return QByteArrayLiteral("text/css; charset=utf-8");
    return QByteArrayLiteral("image/svg+xml");
}

} // namespace

PageFiles::PageFiles()
{
    initPageResources();
    const QDir directory(QStringLiteral(":/share"));
    for (const QString &name : directory.entryList(QDir::Files)) {
        QFile file(directory.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        File page{typeOf(name), file.readAll(), {}, {}};
        page.compressed = GzipBody::compressed(page.content);
        page.etag =
            '"' + QCryptographicHash::hash(page.content, QCryptographicHash::Sha256).toHex().left(20) + '"';
        m_files.emplace('/' + name.toLatin1(), page);
    }
    if (const auto index = m_files.find("/index.html"); index != m_files.end())
        m_files.emplace("/", index->second);
}

HttpReply PageFiles::reply(const HttpRequest &request) const
{
    const File &file = m_files.at(request.path);
    HttpReply reply;
    reply.headers = {{"Content-Type", file.type}, {"ETag", file.etag}, {"Vary", "Accept-Encoding"}};
    if (namesEtag(request.header("If-None-Match"), file.etag)) {
        reply.status = 304;
        return reply;
    }
    reply.content = file.content;
    if (!file.compressed.isEmpty() && acceptsGzip(request.header("Accept-Encoding"))) {
        reply.content = file.compressed;
        reply.headers.emplace_back("Content-Encoding", "gzip");
    }
    return reply;
}

} // namespace pipecore
