#include "pipecore/net/upload/uploadmode.h"

#include <array>
#include <utility>

namespace pipecore
{

namespace
{

constexpr std::array<std::pair<UploadMode, const char *>, 6> kModes{{{UploadMode::Whole, "whole"},
                                                                     {UploadMode::Form, "form"},
                                                                     {UploadMode::Tus, "tus"},
                                                                     {UploadMode::Append, "append"},
                                                                     {UploadMode::Batch, "batch"},
                                                                     {UploadMode::Stream, "stream"}}};

constexpr std::array<std::pair<UploadFormat, const char *>, 6> kFormats{
    {{UploadFormat::Default, ""},
     {UploadFormat::Raw, "raw"},
     {UploadFormat::NdJson, "ndjson"},
     {UploadFormat::Json, "json"},
     {UploadFormat::Loki, "loki"},
     {UploadFormat::Elasticsearch, "elasticsearch"}}};

template<typename Table, typename Value> QString nameIn(const Table &table, Value value)
{
    for (const auto &[known, name] : table)
        if (known == value)
            return QLatin1String(name);
    return {};
}

template<typename Value, typename Table> std::optional<Value> valueIn(const Table &table, const QString &name)
{
    for (const auto &[value, known] : table)
        if (name == QLatin1String(known))
            return value;
    return {};
}

} // namespace

QString modeName(UploadMode mode)
{
    return nameIn(kModes, mode);
}

std::optional<UploadMode> modeFromName(const QString &name)
{
    return valueIn<UploadMode>(kModes, name);
}

QString formatName(UploadFormat format)
{
    return nameIn(kFormats, format);
}

std::optional<UploadFormat> formatFromName(const QString &name)
{
    return valueIn<UploadFormat>(kFormats, name);
}

} // namespace pipecore
