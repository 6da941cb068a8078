#pragma once

#include "pipecore/pipe/pipestatus.h"

#include <QIODevice>

#include <atomic>
#include <memory>

namespace pipecore
{

class Pipe;

/// The writing end of a Pipe as a QIODevice: sequential, write-only, unbuffered.
///
/// write() blocks until the other end has consumed the bytes (or, in a pipe with capacity, until they are in
/// its buffer) and returns the bytes taken, fewer than given when an end was closed meanwhile.
///
/// Belongs to one thread, apart from close(), closeWithError() and status(), which any thread may call, also
/// while a write is blocked, which then returns at once. Destroying the writer closes it.
class PipeWriter : public QIODevice
{
    Q_OBJECT
public:
    explicit PipeWriter(std::shared_ptr<Pipe> pipe, QObject *parent = nullptr);
    ~PipeWriter() override;

    /// The other end reads what was accepted, then fails with `error`; an empty one is a clean end of stream.
    /// Never blocks; the first close stays.
    void closeWithError(const QString &error);
    /// Why a write returned -1 or fell short.
    PipeStatus status() const;

    void close() override;
    bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    const std::shared_ptr<Pipe> m_pipe;
    std::atomic<Qt::HANDLE> m_user{nullptr}; // the thread that wrote last
};

} // namespace pipecore
