#pragma once

#include <QByteArrayView>

#include <cstring>

namespace pipecore
{

/// Where `byte` stands last in `bytes`; -1: nowhere. QByteArrayView's own looks at one byte at a time, the C
/// library's memrchr(3) at 32.
inline qsizetype lastIndexOf(QByteArrayView bytes, char byte)
{
    const void *found =
        bytes.isEmpty() ? nullptr : ::memrchr(bytes.data(), byte, static_cast<size_t>(bytes.size()));
    return found ? static_cast<const char *>(found) - bytes.data() : -1;
}

} // namespace pipecore
