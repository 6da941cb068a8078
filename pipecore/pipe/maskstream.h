#pragma once

#include "pipecore/pipe/maskrules.h"

#include <QByteArrayView>

#include <deque>
#include <vector>

namespace pipecore
{

/// Masks one stream of bytes that comes in pieces: feed() a piece, then give() until nothing is left that is
/// decided. MaskReader tells what is held back, and for how long.
///
/// What is masked does not depend on how the stream was cut: it is all bytes that any occurrence of a literal
/// or match of a pattern covers, and each group of them that overlap becomes one mark. One thread.
class MaskStream
{
public:
    static constexpr QByteArrayView kMark{"***"};
    /// A match of a pattern that is longer may not be found.
    static constexpr qint64 kLongestMatch = 8 * 1024;

    /// `rules` must outlive the stream.
    explicit MaskStream(const MaskRules *rules);

    /// The next bytes, which came at `time`; of those before, give() has left none that is decided.
    void feed(const char *data, qint64 size, qint64 time);
    /// Nothing came for a while: decides about what need not wait for more. Later bytes are masked as if it
    /// had not been called, apart from those that were given.
    void pause();
    /// No more will come: decides about the rest.
    void finish();

    /// Decided bytes, all of one time; 0: there are none for now.
    qint64 give(char *data, qint64 maxSize);
    /// The time of the bytes that give() gave last.
    qint64 time() const { return m_time; }
    /// Bytes that are not decided: pause() may let go of some.
    bool isHolding() const { return m_end > m_decided; }
    bool isPaused() const { return m_paused; }
    /// So many marks were given.
    qint64 marks() const { return m_marks; }

private:
    // Offsets count from the start of the stream.
    struct Interval {
        qint64 start, end;
    };
    struct Arrived {
        qint64 end, time;
    };
    struct PatternState {
        PatternSearch search;
        qint64 next = 0; // a match may begin here, and not before
    };

    void append(const char *data, qint64 size);
    void dropGiven();
    void scanPattern(PatternState &state, bool more);
    qint64 undecidedAfterPause(const PatternState &state);
    void cover(qint64 start, qint64 end);
    const char *at(qint64 offset) const { return m_bytes.data() + (offset - m_base); }

    const MaskRules *const m_rules;
    std::vector<char> m_bytes; // from m_base to m_end
    qint64 m_base = 0;
    qint64 m_given = 0;   // all before was given, or is masked
    qint64 m_decided = 0; // what is before may be given
    qint64 m_end = 0;
    std::vector<Interval> m_covered; // apart from each other, in their order
    size_t m_coveredGiven = 0;       // so many of them are behind
    qint64 m_marked = 0;             // end of what the last mark stands for
    qsizetype m_markLeft = 0;        // bytes of it that were not given yet
    qint64 m_marks = 0;
    std::deque<Arrived> m_arrived; // of what was not given
    qint64 m_time = 0;
    LiteralSearch::State m_literal = LiteralSearch::kStart;
    std::vector<PatternState> m_patterns;
    bool m_paused = false;
};

} // namespace pipecore
