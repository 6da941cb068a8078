#pragma once

#include "pipecore/net/share/httpmessage.h"

#include <memory>

namespace pipecore
{

/// Another body, compressed as it is sent (RFC 1952). For what has its end already: bytes of a live stream
/// would wait in the compressor. It takes a quarter of a megabyte, so there are only some at a time.
class GzipBody : public HttpBody
{
public:
    static constexpr int kAtOnce = 16;

    explicit GzipBody(std::unique_ptr<HttpBody> body);
    ~GzipBody() override;

    static bool isRoom();
    /// A whole, small content.
    static QByteArray compressed(const QByteArray &content);

    qint64 read(char *data, qint64 maxSize) override;
    bool isReady() const override { return true; }
    qint64 offset() const override { return m_body->offset(); }

private:
    struct Compressor;
    const std::unique_ptr<HttpBody> m_body;
    const std::unique_ptr<Compressor> m_compressor;
};

} // namespace pipecore
