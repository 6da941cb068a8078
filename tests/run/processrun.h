#pragma once

#include "pipecore/pipe/pipe.h"
#include "pipecore/pipe/pipereader.h"
#include "pipecore/pipe/pipewriter.h"
#include "pipecore/run/chunk.h"
#include "pipecore/run/processgroup.h"
#include "pipecore/run/processrunner.h"

#include <QSignalSpy>

#include <atomic>
#include <cstdlib>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace runtest
{

using namespace pipecore;

constexpr int kPatience = 60'000; // ms

struct Chunk {
    Stream stream;
    qint64 time;
    QByteArray bytes;
};

/// For initTestCase(): what commands leave behind becomes the test's own, and lines are for sh.
inline void prepareForRuns()
{
    adoptOrphans();
    ::setenv("SHELL", "/bin/sh", 1);
}

inline Command shell(const char *line)
{
    Command command;
    command.program = QString::fromUtf8(line);
    command.isShellLine = true;
    return command;
}

inline Command words(const QString &program, const QStringList &arguments = {})
{
    Command command;
    command.program = program;
    command.arguments = arguments;
    return command;
}

inline Command helper(const char *name, const QStringList &arguments = {})
{
    return words(QStringLiteral(RUNNEL_TEST_HELPERS "/") + QString::fromLatin1(name), arguments);
}

/// A run whose output is read by a thread, from readOutput() on.
class Run
{
public:
    explicit Run(const Command &command)
    {
        PipeEnds ends = makePipe();
        m_reader = std::move(ends.reader);
        runner =
            std::make_unique<ProcessRunner>(command, std::move(ends.writer), ProcessRunner::Clock::now());
        m_started = std::make_unique<QSignalSpy>(runner.get(), &ProcessRunner::started);
        m_commandEnded = std::make_unique<QSignalSpy>(runner.get(), &ProcessRunner::commandEnded);
        m_ended = std::make_unique<QSignalSpy>(runner.get(), &ProcessRunner::ended);
        runner->start();
    }
    ~Run()
    {
        m_reader->close();
        runner.reset();
        if (m_reading.valid())
            m_reading.get();
    }

    bool waitForStart() { return !m_started->isEmpty() || m_started->wait(kPatience); }
    bool hasCommandEnded() const { return !m_commandEnded->isEmpty(); }
    bool hasEnded() const { return !m_ended->isEmpty(); }
    qint64 pid() const { return m_started->isEmpty() ? 0 : m_started->front().front().toLongLong(); }

    void readOutput()
    {
        m_reading = std::async(std::launch::async, [this] {
            ChunkReader chunks(m_reader.get());
            std::vector<char> buffer(1 << 20);
            for (qint64 n = 0; (n = chunks.read(buffer.data(), qint64(buffer.size()))) > 0;) {
                const std::lock_guard lock(m_lock);
                m_chunks.push_back(
                    {static_cast<Stream>(chunks.channel()), chunks.time(), QByteArray(buffer.data(), n)});
            }
            m_clean = chunks.status().code == PipeStatus::EndOfStream;
        });
    }
    void closeReader() { m_reader->close(); }

    RunResult end()
    {
        if (!m_reading.valid())
            readOutput();
        if (!hasEnded() && !m_ended->wait(kPatience))
            return {RunResult::Outcome::NotStarted, -1, QStringLiteral("the run did not end")};
        m_reading.get();
        return qvariant_cast<RunResult>(m_ended->front().front());
    }
    std::vector<Chunk> chunks() const
    {
        const std::lock_guard lock(m_lock);
        return m_chunks;
    }
    QByteArray output(std::optional<Stream> stream = {}) const
    {
        QByteArray all;
        for (const Chunk &chunk : chunks())
            if (!stream || chunk.stream == *stream)
                all += chunk.bytes;
        return all;
    }
    bool endedCleanly() const { return m_clean; }

    std::unique_ptr<ProcessRunner> runner;

private:
    std::unique_ptr<PipeReader> m_reader;
    std::unique_ptr<QSignalSpy> m_started, m_commandEnded, m_ended;
    mutable std::mutex m_lock;
    std::vector<Chunk> m_chunks;
    std::atomic<bool> m_clean{false};
    std::future<void> m_reading;
};

} // namespace runtest
