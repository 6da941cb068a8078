#pragma once

#include "pipecore/net/upload/httpupload.h"
#include "pipecore/net/upload/segmentsize.h"

namespace pipecore
{

/// Uploads live, by the tus protocol 1.0 (https://tus.io/protocols/resumable-upload): the server is asked
/// what it can do, the upload is created with a length that is told at the end, segments are appended, and
/// after any trouble the server is asked how far it has come.
class TusUpload : public HttpUpload
{
    Q_OBJECT
public:
    explicit TusUpload(UploadJob job);

protected:
    void proceed() override;
    void resuming() override { m_mustAsk = !m_resource.isEmpty(); }
    std::optional<HttpCall> farewell() override;

private:
    HttpCall call(const char *verb, const QUrl &url) const;
    void explore();
    void explored(const HttpAnswer &answer);
    void create();
    void created(const HttpAnswer &answer);
    void ask();
    void asked(const HttpAnswer &answer);
    void append();
    void appended(const HttpAnswer &answer, qint64 from, qint64 to, bool withLength);
    void startOver(const QString &why);
    QString tooMuch() const;

    QUrl m_resource;
    SegmentSize m_segments;
    qint64 m_maxSize = -1; // what the server accepts; -1: it has not said
    bool m_explored = false;
    bool m_canDefer = true; // the server takes uploads whose length is not known yet
    bool m_mustAsk = false; // how far the server has come is not known
    bool m_lengthTold = false;
    int m_doubts = 0; // refusals of the length that were looked into
    int m_losses = 0;
};

} // namespace pipecore
