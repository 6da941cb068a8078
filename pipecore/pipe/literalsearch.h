#pragma once

#include <QByteArray>
#include <QList>

#include <array>
#include <cstring>
#include <vector>

namespace pipecore
{

/// Finds every occurrence of each of a set of literals in a stream of bytes that comes in pieces: the
/// automaton of Aho and Corasick (CACM 18(6), 1975), which from its start goes ahead by strides, looking for
/// four bytes that some literal has near its beginning. Immutable, so that any thread may use it.
class LiteralSearch
{
public:
    /// Where in the literals a stream stands; what one scan returns and the next one of the same stream
    /// takes.
    using State = quint32;
    static constexpr State kStart = 0;

    /// None of the literals may be empty.
    explicit LiteralSearch(const QList<QByteArray> &literals);

    bool isEmpty() const { return m_nodes.size() == 1; }

    /// Calls found(start, end) for the longest literal that ends at each place where one does, in the order
    /// of the ends. Both count from `data`; the start is negative when it lies in an earlier piece.
    template<typename Found> State scan(State state, const char *data, qint64 size, Found &&found) const
    {
        qint64 at = 0;
        while (at < size) {
            if (state == kStart)
                at = skip(data, at, size);
            const qint64 stop = std::min(size, at + m_stride);
            while (at < size && (state != kStart || at < stop)) {
                state = step(state, data[at++]);
                if (const qint64 length = m_nodes[state].output; length > 0)
                    found(at - length, at);
            }
        }
        return state;
    }

    /// So many bytes before here may be the beginning of a literal.
    qint64 candidate(State state) const { return m_nodes[state].depth; }
    /// The same, leaving out a beginning that gives too little away to be worth waiting for: a quarter of the
    /// literal, and at most three bytes.
    qint64 tellingCandidate(State state) const { return m_nodes[state].telling; }

private:
    struct Node {
        State child = 0, sibling = 0; // 0: none, as no edge leads to the start
        State fail = 0;
        qint32 depth = 0;
        qint32 output = 0; // length of the longest literal that ends here; 0: none does
        qint32 telling = 0;
        quint8 byte = 0;
        quint8 allowance = 3; // bytes of the literals through here that may be told
    };
    static constexpr int kGram = 4;
    static constexpr int kFilterBits = 17;
    static constexpr qint64 kLongestStride = 16;

    State child(State node, quint8 byte) const
    {
        State next = m_nodes[node].child;
        while (next && m_nodes[next].byte != byte)
            next = m_nodes[next].sibling;
        return next;
    }
    State step(State state, char c) const
    {
        const auto byte = static_cast<quint8>(c);
        for (; state != kStart; state = m_nodes[state].fail)
            if (const State next = child(state, byte))
                return next;
        return m_first[byte];
    }
    static quint32 hash(const char *data)
    {
        quint32 gram;
        std::memcpy(&gram, data, kGram);
        return (gram * 0x9E3779B1U) >> (32 - kFilterBits);
    }
    bool mayHold(const char *data) const
    {
        const quint32 bit = hash(data);
        return (m_filter[bit / 64] >> (bit % 64)) & 1;
    }
    qint64 skip(const char *data, qint64 at, qint64 size) const;
    void insert(const QByteArray &literal);
    void link();

    std::vector<Node> m_nodes;
    std::array<State, 256> m_first{};
    std::vector<quint64> m_filter; // of the grams in the first m_stride places of the literals
    qint64 m_stride = 1;
    bool m_canSkip = false;
};

} // namespace pipecore
