#pragma once

#include <QByteArray>
#include <QIODevice>

#include <tl/expected.hpp>

namespace pipecore
{

/// Gathers what an export writes, and hands it on in pieces of some size. After a failed write nothing more
/// is written.
class ExportBuffer
{
public:
    explicit ExportBuffer(QIODevice &to) : m_to(to) {}

    /// To be appended to. Call spill() now and then.
    QByteArray &bytes() { return m_bytes; }
    /// Hands on what is there, once it is worth it. False after a failure.
    bool spill() { return m_bytes.size() < kPieceSize ? m_good : flush(); }
    bool flush()
    {
        m_good = m_good && m_to.write(m_bytes) == m_bytes.size();
        m_bytes.resize(0); // keeps its memory
        return m_good;
    }
    /// Hands on the rest; why the writing failed, if it did.
    tl::expected<void, QString> finish()
    {
        if (flush())
            return {};
        return tl::unexpected(m_to.errorString());
    }

private:
    static constexpr qsizetype kPieceSize = 256 * 1024;

    QIODevice &m_to;
    QByteArray m_bytes;
    bool m_good = true;
};

} // namespace pipecore
