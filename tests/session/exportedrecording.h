#pragma once

#include "pipecore/session/recording.h"

#include <QTemporaryDir>

#include <vector>

/// A kept session that a test makes up: pieces of output with their streams and times.
struct ExportedRecording {
    struct Piece {
        pipecore::Stream stream;
        qint64 time;
        QByteArray bytes;
    };

    explicit ExportedRecording(const std::vector<Piece> &pieces)
    {
        pipecore::SessionRecord record;
        record.id = QStringLiteral("20240506-070809-abcd");
        record.command.program = QStringLiteral("sh");
        record.command.arguments = {QStringLiteral("-c"), QStringLiteral("echo \"<b>&\"")};
        record.directory = QStringLiteral("/");
        record.started = QDateTime::fromString(QStringLiteral("2024-05-06T07:08:09.000Z"), Qt::ISODateWithMs);
        qint64 last = 0;
        recording = pipecore::Recording::create(folder.path(), record).value();
        for (const Piece &piece : pieces) {
            recording->times().append(recording->capture()->end(), piece.time, piece.stream);
            recording->capture()->append(piece.bytes.constData(), piece.bytes.size());
            bytes += piece.bytes;
            last = piece.time;
        }
        recording->times().flush();
        recording->capture()->finish();
        pipecore::SessionRecord &known = recording->record();
        known.ended = record.started.addMSecs(last + 250);
        known.result = pipecore::RunResult::exited(3);
        known.state = pipecore::SessionRecord::State::Ended;
        known.bytes = bytes.size();
    }

    QTemporaryDir folder;
    pipecore::Recording::Ptr recording;
    QByteArray bytes;
};
