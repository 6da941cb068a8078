#include "pipecore/net/upload/profiles.h"

#include <algorithm>

namespace pipecore
{

namespace
{

UploadTarget target(UploadMode mode, UploadFormat format = UploadFormat::Default,
                    const QByteArray &contentType = {})
{
    UploadTarget made;
    made.mode = mode;
    made.format = format;
    if (!contentType.isEmpty())
        made.headers << std::pair(QByteArrayLiteral("Content-Type"), contentType);
    return made;
}

std::vector<UploadPreset> makePresets()
{
    std::vector<UploadPreset> all;
    const auto add = [&all](const char *name, const char *title, const char *address, const char *hint,
                            UploadTarget made) {
        all.push_back({QString::fromLatin1(name), QString::fromLatin1(title), QString::fromLatin1(address),
                       QString::fromLatin1(hint), std::move(made)});
    };
    add("webdav", "nginx WebDAV, or any server that takes PUT", "https://HOST/FOLDER/NAME.log",
        "one file at the end; nginx needs dav_methods PUT and a client_max_body_size",
        target(UploadMode::Whole));
    add("tus", "tus, live and resumable", "https://HOST/files/", "", target(UploadMode::Tus));
    add("gitlab-trace", "GitLab job trace, and what takes PATCH with Content-Range",
        "https://HOST/api/v4/jobs/ID/trace", "the job's token goes into the header JOB-TOKEN",
        target(UploadMode::Append, UploadFormat::Default, "text/plain"));
    UploadTarget vector = target(UploadMode::Batch, UploadFormat::NdJson);
    vector.gzip = true;
    add("vector", "Vector, source http_server", "http://HOST:8080/",
        "with decoding.codec json and framing.method newline_delimited", vector);
    add("loki", "Grafana Loki", "https://HOST/loki/api/v1/push", "",
        target(UploadMode::Batch, UploadFormat::Loki));
    add("elasticsearch", "Elasticsearch and OpenSearch", "https://HOST:9200/INDEX/_bulk", "",
        target(UploadMode::Batch, UploadFormat::Elasticsearch));
    add("splunk", "Splunk HTTP event collector", "https://HOST:8088/services/collector/raw?channel=GUID",
        "the token with --user-env, as x:TOKEN", target(UploadMode::Batch, UploadFormat::Raw));
    return all;
}

} // namespace

const std::vector<UploadPreset> &uploadPresets()
{
    static const std::vector<UploadPreset> all = makePresets();
    return all;
}

const UploadPreset *uploadPreset(const QString &name)
{
    const auto &all = uploadPresets();
    const auto found =
        std::find_if(all.begin(), all.end(), [&name](const auto &preset) { return preset.name == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace pipecore
