#pragma once

#include "pipecore/net/share/httpmessage.h"

#include <map>

namespace pipecore
{

/// The page that browsers get: the files of resources/share, which hold nothing of any session.
class PageFiles
{
public:
    PageFiles();
    bool has(const QByteArray &path) const { return m_files.count(path) > 0; }
    HttpReply reply(const HttpRequest &request) const;

private:
    struct File {
        QByteArray type, content, compressed, etag;
    };
    std::map<QByteArray, File> m_files; // by path
};

} // namespace pipecore
