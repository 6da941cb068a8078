#pragma once

#include "pipecore/capture/capture.h"

#include <QByteArray>
#include <QObject>
#include <QRegularExpression>

namespace pipecore
{

/// Waits until a row of a capture matches a pattern; the unfinished last row counts too. Escape sequences are
/// not looked at. Reads the first kMost bytes, then gives up.
class RowWatch : public QObject
{
    Q_OBJECT
public:
    static constexpr qint64 kMost = 16 << 20;

    RowWatch(Capture::Ptr capture, const QString &pattern);

signals:
    /// Once.
    void found();

private:
    void look();

    const Capture::Ptr m_capture;
    const QRegularExpression m_pattern;
    CaptureWatch m_watch;
    qint64 m_offset = 0;
    QByteArray m_row; // so far
    bool m_found = false;
};

} // namespace pipecore
