#pragma once

#include "pipecore/net/upload/batchplan.h"
#include "pipecore/net/upload/encodedbody.h"
#include "pipecore/net/upload/httpupload.h"

namespace pipecore
{

/// Uploads live in batches, one request each, one at a time, in one of BodyWriter's formats. A batch goes
/// when it is half a second old, or has 500 KB or 1,000 lines (10,000 when it is behind); a line that does
/// not end goes when it is two seconds old. After passing trouble exactly the same batch goes again, also by
/// a later Runnel, as what is in it is on disk before it goes: a server that took it when Runnel was killed
/// before it heard so gets that one batch twice, with the same bytes, times and numbers, and nothing else.
/// One that is too large is halved; one that the server does not take is set aside in a file,
/// `upload-<hash>.refused.ndjson` in the session's folder, and counted; the others go on.
class BatchUpload : public HttpUpload
{
    Q_OBJECT
public:
    explicit BatchUpload(UploadJob job);

protected:
    void proceed() override;

private:
    /// The batch that was under way when an earlier Runnel ended, if there was one.
    void takeUp();
    void sendPart();
    void answered(const HttpAnswer &answer);
    void elasticsearchAnswered(const HttpAnswer &answer);
    void tooLarge();
    void refuse(const QString &why, const std::vector<bool> &which);
    void partDone();
    void finishAll();

    BatchPlan m_plan;
    BatchPlan::Limits m_limits;
    EncodedBody::Part m_part; // that goes now, or again
    bool m_hasPart = false;
    bool m_hasBegun = false;
    std::shared_ptr<const std::atomic<qint64>> m_nextSeq; // behind m_part
    QElapsedTimer m_waiting;                              // since the first byte of the plan
    bool m_anyAccepted = false;
};

} // namespace pipecore
