#pragma once

#include "pipecore/pipe/channelaware.h"
#include "pipecore/pipe/maskstream.h"
#include "pipecore/pipe/pipestatus.h"

#include <QIODevice>

#include <array>
#include <atomic>
#include <chrono>

namespace pipecore
{

/// Reads from `source`, and puts a mark (MaskStream::kMark) in the place of what `rules` want masked. The
/// source's channels, when it is ChannelAware, are masked each for itself.
///
/// What may be the beginning of something to be masked is held back: at most the length of the longest
/// literal, and MaskStream::kLongestMatch for a pattern. It is given once it is refuted or the source ends.
/// When a channel is silent for kSilence, a prompt must not wait, and this is given as well:
/// - the beginning of a literal while it gives little away: a quarter of it, and at most three bytes. Almost
///   any letter begins some form of some secret, so that without this the last letter that one types at a
///   terminal would hardly ever be seen. Should the rest come, that is masked. A longer beginning
///   is held, however long it takes: the next byte tells. So of a secret that comes byte by byte, at whatever
///   pace, no sink gets more than this;
/// - of what a pattern may have begun to match, what looks like a prompt: one line that ends in a space or a
///   sign such as ":". What matches already is marked at once, and what it grows by is masked too.
///
/// read() blocks until bytes are decided or the end is reached: it is for a thread of its own.
/// bytesAvailable() counts nothing that a read could wait for. A read gives bytes of one channel and one
/// time. Held bytes keep their time of arrival, unless later ones of another channel were given before them.
class MaskReader : public QIODevice, public EndAware, public ChannelAware
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kSilence{200};

    /// `source` must be open, have at most two channels, and outlive the reader.
    MaskReader(QIODevice *source, MaskRules::Ptr rules, QObject *parent = nullptr);

    int channel() const override { return m_channel; }
    qint64 time() const override { return m_time; }
    /// Open while there is more to be read; then the source's status.
    PipeStatus status() const override;
    bool isSequential() const override { return true; }

    /// All that was read so far. Any thread.
    qint64 bytesRead() const { return m_bytesRead; }
    /// So many pieces were masked. Any thread.
    qint64 masked() const { return m_masked; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    using Clock = std::chrono::steady_clock;

    qint64 giveDecided(char *data, qint64 maxSize);
    bool pauseSilent();
    bool waitForSource();
    bool takeFromSource();

    QIODevice *const m_source;
    const ChannelAware *const m_sourceChannels; // null: there is one channel
    const MaskRules::Ptr m_rules;
    std::vector<char> m_input;
    std::array<MaskStream, 2> m_streams;
    std::array<Clock::time_point, 2> m_lastBytes{};
    int m_channel = 0;
    qint64 m_time = 0;
    bool m_sourceEnded = false;
    bool m_allGiven = false;
    std::atomic<qint64> m_bytesRead{0};
    std::atomic<qint64> m_masked{0};
};

} // namespace pipecore
