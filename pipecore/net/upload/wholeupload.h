#pragma once

#include "pipecore/net/upload/httpupload.h"

namespace pipecore
{

/// Sends what a capture holds in one request, and again after passing trouble.
class WholeUpload : public HttpUpload
{
    Q_OBJECT
public:
    using HttpUpload::HttpUpload;

protected:
    void proceed() override;
    /// The request for the bytes below `end`.
    virtual HttpCall makeCall(qint64 end) const;
    /// The server has taken them.
    virtual void accepted(const HttpAnswer &answer);

private:
    void probe();

    std::optional<HttpOutcome> m_unknown; // how the last attempt broke off, if that left no answer
};

/// The same as a file field of a form; further fields go before it.
class FormUpload : public WholeUpload
{
    Q_OBJECT
public:
    using WholeUpload::WholeUpload;

protected:
    HttpCall makeCall(qint64 end) const override;
    void accepted(const HttpAnswer &answer) override;
};

/// The first http or https URL that an answer names, in its Location header or its body, which may be text,
/// JSON or HTML; empty: none.
QString linkIn(const HttpAnswer &answer, const QUrl &base);

} // namespace pipecore
