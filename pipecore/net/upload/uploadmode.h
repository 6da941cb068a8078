#pragma once

#include <QString>

#include <optional>

namespace pipecore
{

/// How a capture travels.
enum class UploadMode {
    Whole,  ///< one request with all of it, PUT or POST
    Form,   ///< the same as a file field of a form (multipart/form-data, RFC 7578)
    Tus,    ///< live and resumable (https://tus.io/protocols/resumable-upload, 1.0)
    Append, ///< live: PATCH with Content-Range, as GitLab's job traces
    Batch,  ///< live: records or lines in batches, by POST, for log collectors
    Stream  ///< live: one chunked request as long as the command runs
};

/// What the body of a batch, or of a stream, is.
enum class UploadFormat {
    Default,      ///< records for batches, the bytes for a stream
    Raw,          ///< the bytes, cut at lines in batches
    NdJson,       ///< one record a line, as RecordEncoder writes them
    Json,         ///< the records as a JSON array
    Loki,         ///< Grafana Loki's push API
    Elasticsearch ///< Elasticsearch's and OpenSearch's bulk API
};

/// The words of the command line and of files for modes and formats.
QString modeName(UploadMode mode);
std::optional<UploadMode> modeFromName(const QString &name);
QString formatName(UploadFormat format);
std::optional<UploadFormat> formatFromName(const QString &name);

} // namespace pipecore
