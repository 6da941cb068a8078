#pragma once

#include <QByteArray>

#include <algorithm>
#include <cstdlib>

/// What holds for every input; else the fuzzer has found something.
inline void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// An input that says at its start how the rest is to be cut: a number of sizes, and the sizes.
class FuzzInput
{
public:
    FuzzInput(const unsigned char *data, size_t size, qsizetype most)
    {
        const QByteArray all(reinterpret_cast<const char *>(data),
                             std::min<qsizetype>(static_cast<qsizetype>(size), most));
        const qsizetype count = all.isEmpty() ? 0 : static_cast<unsigned char>(all[0]) % 8;
        m_sizes = all.mid(1, count);
        text = all.mid(1 + count);
    }

    /// Calls take(begin, size) for all of `bytes`, in pieces of those sizes, each `unit` times as large.
    template<typename Take> void cut(const QByteArray &bytes, qsizetype unit, Take take) const
    {
        qsizetype i = 0;
        for (qsizetype at = 0; at < bytes.size();) {
            const qsizetype wanted =
                m_sizes.isEmpty() ? bytes.size()
                                  : unit * (1 + static_cast<unsigned char>(m_sizes[i++ % m_sizes.size()]));
            const qsizetype size = std::min(wanted, bytes.size() - at);
            take(bytes.constData() + at, size);
            at += size;
        }
    }

    QByteArray text;

private:
    QByteArray m_sizes;
};
