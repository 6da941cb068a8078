#include "pipecore/pipe/maskreader.h"

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr qint64 kInputSize = 256 * 1024;

} // namespace

MaskReader::MaskReader(QIODevice *source, MaskRules::Ptr rules, QObject *parent)
    : QIODevice(parent), m_source(source), m_sourceChannels(dynamic_cast<const ChannelAware *>(source)),
      m_rules(std::move(rules)),
      m_input(kInputSize), m_streams{MaskStream(m_rules.get()), MaskStream(m_rules.get())}
{
    QIODevice::open(ReadOnly | Unbuffered);
}

PipeStatus MaskReader::status() const
{
    return m_allGiven ? endStatus(*m_source) : PipeStatus{};
}

qint64 MaskReader::readData(char *data, qint64 maxSize)
{
    for (;;) {
        if (const qint64 given = giveDecided(data, maxSize); given > 0) {
            m_bytesRead += given;
            return given;
        }
        if (m_sourceEnded) {
            m_allGiven = true;
            setErrorString(m_source->errorString());
            return -1;
        }
        if (waitForSource() && !takeFromSource()) {
            m_sourceEnded = true;
            for (MaskStream &stream : m_streams)
                stream.finish();
        }
    }
}

qint64 MaskReader::giveDecided(char *data, qint64 maxSize)
{
    for (int channel = 0; channel < 2; ++channel) {
        MaskStream &stream = m_streams[static_cast<size_t>(channel)];
        const qint64 given = stream.give(data, maxSize);
        if (given == 0)
            continue;
        m_channel = channel;
        m_time = std::max(m_time, stream.time());
        m_masked = m_streams[0].marks() + m_streams[1].marks();
        return given;
    }
    return 0;
}

// False: there is nothing to read yet, but a stream that was silent has been told so.
bool MaskReader::waitForSource()
{
    if (!m_source->isSequential())
        return true;
    auto deadline = Clock::time_point::max();
    for (size_t i = 0; i < 2; ++i)
        if (m_streams[i].isHolding() && !m_streams[i].isPaused())
            deadline = std::min(deadline, m_lastBytes[i] + kSilence);
    if (deadline == Clock::time_point::max())
        return true;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    // An end, too, ends the wait early; the read then tells it.
    if (left.count() > 0 && m_source->waitForReadyRead(static_cast<int>(left.count())))
        return true;
    return !pauseSilent();
}

bool MaskReader::pauseSilent()
{
    const auto now = Clock::now();
    bool any = false;
    for (size_t i = 0; i < 2; ++i) {
        if (m_streams[i].isHolding() && !m_streams[i].isPaused() && now >= m_lastBytes[i] + kSilence) {
            m_streams[i].pause();
            any = true;
        }
    }
    return any;
}

bool MaskReader::takeFromSource()
{
    const qint64 n = m_source->read(m_input.data(), kInputSize);
    if (n <= 0)
        return false;
    const size_t channel = m_sourceChannels && m_sourceChannels->channel() != 0 ? 1 : 0;
    m_lastBytes[channel] = Clock::now();
    m_streams[channel].feed(m_input.data(), n, m_sourceChannels ? m_sourceChannels->time() : 0);
    return true;
}

} // namespace pipecore
