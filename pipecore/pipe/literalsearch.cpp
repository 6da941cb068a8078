#include "pipecore/pipe/literalsearch.h"

#include <algorithm>

namespace pipecore
{

LiteralSearch::LiteralSearch(const QList<QByteArray> &literals)
    : m_nodes(1), m_filter((size_t(1) << kFilterBits) / 64)
{
    qint64 shortest = kLongestStride + kGram;
    for (const QByteArray &literal : literals) {
        insert(literal);
        shortest = std::min<qint64>(shortest, literal.size());
    }
    link();
    // A literal that begins in the next m_stride places has a gram at the last of them.
    m_canSkip = shortest >= kGram;
    m_stride = std::clamp<qint64>(shortest - kGram + 1, 1, kLongestStride);
    for (const QByteArray &literal : literals) {
        for (qint64 i = 0; m_canSkip && i < m_stride; ++i) {
            const quint32 bit = hash(literal.constData() + i);
            m_filter[bit / 64] |= quint64(1) << (bit % 64);
        }
    }
}

void LiteralSearch::insert(const QByteArray &literal)
{
    const auto allowance = static_cast<quint8>(std::min<qsizetype>(3, literal.size() / 4));
    State node = kStart;
    for (const char c : literal) {
        State next = child(node, static_cast<quint8>(c));
        if (!next) {
            next = static_cast<State>(m_nodes.size());
            Node added;
            added.byte = static_cast<quint8>(c);
            added.depth = m_nodes[node].depth + 1;
            added.sibling = m_nodes[node].child;
            m_nodes.push_back(added);
            m_nodes[node].child = next;
        }
        node = next;
        m_nodes[node].allowance = std::min(m_nodes[node].allowance, allowance);
    }
    m_nodes[node].output = m_nodes[node].depth;
}

// Breadth first: what a node takes over comes from nodes that are nearer to the start.
void LiteralSearch::link()
{
    std::vector<State> queue;
    for (State node = m_nodes[kStart].child; node; node = m_nodes[node].sibling) {
        m_first[m_nodes[node].byte] = node;
        queue.push_back(node);
    }
    for (size_t i = 0; i < queue.size(); ++i) {
        Node &node = m_nodes[queue[i]];
        const Node &fail = m_nodes[node.fail];
        node.output = std::max(node.output, fail.output);
        node.telling = node.depth > node.allowance ? node.depth : fail.telling;
        for (State next = node.child; next; next = m_nodes[next].sibling) {
            m_nodes[next].fail = step(node.fail, static_cast<char>(m_nodes[next].byte));
            queue.push_back(next);
        }
    }
}

// The first place from `at` on where a literal may begin, or so near to the end that only walking tells.
qint64 LiteralSearch::skip(const char *data, qint64 at, qint64 size) const
{
    if (!m_canSkip)
        return at;
    const qint64 last = m_stride - 1;
    const qint64 end = size - last - kGram;
    for (; at + 3 * m_stride <= end; at += 4 * m_stride)
        if (mayHold(data + at + last) || mayHold(data + at + m_stride + last) ||
            mayHold(data + at + 2 * m_stride + last) || mayHold(data + at + 3 * m_stride + last))
            break;
    for (; at <= end; at += m_stride)
        if (mayHold(data + at + last))
            return at;
    return at;
}

} // namespace pipecore
