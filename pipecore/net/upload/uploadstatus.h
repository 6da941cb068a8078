#pragma once

#include <QMetaType>
#include <QString>

namespace pipecore
{

/// Where an upload stands. Counts are bytes of the capture.
struct UploadStatus {
    enum class State {
        Waiting, ///< for the command: to end, or to write more
        Sending,
        Retrying, ///< an attempt failed; `text` says why, the next begins at `nextAttempt`
        Paused,   ///< by the user, until they resume it
        Done,
        Failed, ///< for good; `text` says why and what to do
        Cancelled
    };
    State state = State::Waiting;
    qint64 sent = 0;         ///< given to the network
    qint64 acknowledged = 0; ///< the server has said that it has them
    qint64 total = 0;        ///< to be sent; 0 in a live mode until the command has ended
    int attempt = 0;         ///< counts from 1
    qint64 nextAttempt = 0;  ///< milliseconds since the epoch; 0: none is planned
    qint64 refused = 0;      ///< records that the server did not take, and that were set aside
    QString text;
    QString link; ///< where the server says that the upload can be found; may be empty

    bool isFinal() const { return state >= State::Done; }
};

} // namespace pipecore

Q_DECLARE_METATYPE(pipecore::UploadStatus)
