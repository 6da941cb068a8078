#pragma once

#include "pipecore/net/upload/httpupload.h"
#include "pipecore/net/upload/segmentsize.h"

namespace pipecore
{

/// Uploads live by PATCH requests with a Content-Range "FIRST-LAST", as GitLab's job traces take them
/// (https://docs.gitlab.com/api/jobs, PATCH /jobs/:id/trace): 202 takes a segment, and tells in Range
/// "0-SIZE" how many bytes the server has; 416 says the same when a segment does not continue them. Servers
/// that tell the last byte's position instead, as RFC 9110 has it, are recognised.
class AppendUpload : public HttpUpload
{
    Q_OBJECT
public:
    using HttpUpload::HttpUpload;

protected:
    void proceed() override;

private:
    void answered(const HttpAnswer &answer, qint64 from, qint64 to);
    void goTo(qint64 told);

    SegmentSize m_segments;
    bool m_toldIsLast = false; // the second number of a Range is the last byte's position, not a count
    qint64 m_toldBefore = -1;  // by the 416 before this one
    int m_jumps = 0;           // in a row
};

} // namespace pipecore
