#pragma once

#include "pipecore/capture/capture.h"

#include <QIODevice>

namespace pipecore
{

/// The bytes [from, to) of a capture, all of which are there, as a random-access device that never blocks but
/// on the disk: the body of one request. QNetworkAccessManager holds a body of any other kind in memory (Qt
/// 6.4.2, measured).
class CaptureSlice : public QIODevice
{
    Q_OBJECT
public:
    CaptureSlice(Capture::Ptr capture, qint64 from, qint64 to, QObject *parent = nullptr)
        : QIODevice(parent), m_capture(std::move(capture)), m_from(from), m_to(to)
    {
        QIODevice::open(ReadOnly | Unbuffered);
    }
    qint64 size() const override { return m_to - m_from; }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        QString error;
        const qint64 n = m_capture->read(m_from + pos(), data, std::min(maxSize, size() - pos()), &error);
        if (n < 0)
            setErrorString(error);
        return n;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    const Capture::Ptr m_capture;
    const qint64 m_from;
    const qint64 m_to;
};

} // namespace pipecore
