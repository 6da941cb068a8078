#pragma once

#include "pipecore/pipe/copy.h"
#include "pipecore/pipe/maskreader.h"
#include "pipecore/pipe/pipe.h"
#include "pipecore/pipe/secretforms.h"
#include "tests/support/randomtest.h"

#include <QBuffer>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <thread>

/// Streams that are masked, at once and as they come.
namespace masktest
{

using namespace pipecore;

QRandomGenerator s_random;

/// Pieces of output, each of one channel and time.
class Pieces : public QIODevice, public ChannelAware
{
public:
    struct Piece {
        QByteArray bytes;
        int channel = 0;
        qint64 time = 0;
    };
    explicit Pieces(std::vector<Piece> pieces) : m_pieces(std::move(pieces)) { open(ReadOnly | Unbuffered); }
    int channel() const override { return m_now.channel; }
    qint64 time() const override { return m_now.time; }
    bool isSequential() const override { return true; }
    bool waitForReadyRead(int) override { return m_next < m_pieces.size(); }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        if (m_next == m_pieces.size())
            return -1;
        m_now = m_pieces[m_next++];
        Q_ASSERT(m_now.bytes.size() <= maxSize);
        std::copy(m_now.bytes.begin(), m_now.bytes.end(), data);
        return m_now.bytes.size();
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    std::vector<Piece> m_pieces;
    size_t m_next = 0;
    Piece m_now;
};

inline MaskRules::Ptr rulesFor(const QList<QByteArray> &secrets, const QStringList &patterns = {})
{
    std::vector<Pattern> compiled;
    for (const QString &pattern : patterns)
        compiled.push_back(Pattern::compile(pattern).value());
    return MaskRules::make(secrets, compiled);
}

/// What one reads of `text` when it comes in pieces of the given size; 0: of random sizes.
inline QByteArray masked(const MaskRules::Ptr &rules, const QByteArray &text, qsizetype pieceSize,
                         qint64 *count = nullptr)
{
    std::vector<Pieces::Piece> pieces;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype size = pieceSize > 0 ? pieceSize : 1 + s_random.bounded(12);
        pieces.push_back({text.mid(at, size), 0, 0});
        at += size;
    }
    Pieces source(std::move(pieces));
    MaskReader reader(&source, rules);
    const QByteArray all = reader.readAll();
    if (count)
        *count = reader.masked();
    return all;
}

/// The naive model: all bytes that any occurrence covers; each group of overlapping ones becomes one mark.
inline QByteArray model(const QList<QByteArray> &literals, const QByteArray &text)
{
    std::vector<std::pair<qsizetype, qsizetype>> found;
    for (const QByteArray &literal : literals)
        for (qsizetype at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1))
            found.emplace_back(at, at + literal.size());
    std::sort(found.begin(), found.end());
    QByteArray shown;
    qsizetype at = 0;
    for (size_t i = 0; i < found.size();) {
        auto [start, end] = found[i];
        for (; i < found.size() && found[i].first < end; ++i)
            end = std::max(end, found[i].second);
        shown += text.mid(at, start - at) + "***";
        at = end;
    }
    return shown + text.mid(at);
}

/// The reader's answers while a pipe's other end is written to at leisure.
class Live
{
public:
    explicit Live(MaskRules::Ptr rules) : m_ends(makePipe())
    {
        m_thread = std::thread([this, rules = std::move(rules)] {
            MaskReader reader(m_ends.reader.get(), rules);
            char byte;
            while (reader.read(&byte, 1) == 1) {
                const std::lock_guard lock(m_lock);
                m_shown += byte;
            }
        });
    }
    ~Live() { end(); }
    void write(const QByteArray &bytes) { m_ends.writer->write(bytes); }
    void end()
    {
        m_ends.writer->close();
        if (m_thread.joinable())
            m_thread.join();
    }
    QByteArray shown() const
    {
        const std::lock_guard lock(m_lock);
        return m_shown;
    }

private:
    mutable std::mutex m_lock;
    QByteArray m_shown;
    PipeEnds m_ends;
    std::thread m_thread;
};

inline const QByteArray kSecret = "hunter2-s3cr3t/Va+lue";

} // namespace masktest
