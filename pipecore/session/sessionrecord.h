#pragma once

#include "pipecore/pipe/maskrules.h"
#include "pipecore/run/command.h"
#include "pipecore/run/outputsource.h"
#include "pipecore/run/runresult.h"

#include <QDateTime>
#include <QJsonObject>

#include <optional>

#include <tl/expected.hpp>

namespace pipecore
{

/// What is known of a session besides its bytes; the file session.json of its folder.
struct SessionRecord {
    enum class State {
        Running,    ///< some process still writes to it
        Ended,      ///< `result` and `ended` say how and when
        Interrupted ///< Runnel itself was ended before the command was; the bytes are all there
    };

    /// A session.json that is larger is none: the longest command line there can be fits several times.
    static constexpr qint64 kMostBytes = 16 << 20;

    QString id;
    Command command;
    QString directory; ///< the working directory, absolute
    QDateTime started;
    QDateTime ended; ///< invalid while it runs
    std::optional<RunResult> result;
    qint64 bytes = 0;
    std::vector<StreamBreak> breaks; ///< in order
    qint64 masked = 0;               ///< so many pieces of the output are not there: marks stand for them
    MaskRules::Ptr masks;            ///< apply to what is written of the command; not kept themselves
    State state = State::Running;
    bool pinned = false; ///< stays whatever the retention says; a mark in the folder, not in the record

    /// Milliseconds from start to end, or to now.
    qint64 duration() const;

    QJsonObject toJson() const;
    static tl::expected<SessionRecord, QString> fromJson(const QByteArray &json);
    /// Writes session.json into `folder`, all or nothing. The error says why not.
    tl::expected<void, QString> write(const QString &folder) const;
    /// Reads session.json of `folder`, and finds out whether a session without an end still runs.
    static tl::expected<SessionRecord, QString> read(const QString &folder);
};

/// The names of the files in a session's folder.
namespace sessionfile
{
inline const QString output = QStringLiteral("output");
inline const QString record = QStringLiteral("session.json");
inline const QString timing = QStringLiteral("timing");
inline const QString index = QStringLiteral("index");
inline const QString marks = QStringLiteral("marks.json");
constexpr qint64 mostMarkBytes = 32 << 20;           ///< in marks.json
inline const QString pin = QStringLiteral("pinned"); // empty; there: pinned
} // namespace sessionfile

} // namespace pipecore
