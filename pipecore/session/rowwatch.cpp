#include "pipecore/session/rowwatch.h"

namespace pipecore
{

namespace
{

constexpr qint64 kPiece = 64 * 1024;
constexpr int kPiecesAtOnce = 4; // what its thread can be held for
constexpr qsizetype kLongestRow = 64 * 1024;

} // namespace

RowWatch::RowWatch(Capture::Ptr capture, const QString &pattern)
    : m_capture(std::move(capture)), m_pattern(pattern), m_watch(m_capture)
{
    connect(&m_watch, &CaptureWatch::moved, this, &RowWatch::look);
    QMetaObject::invokeMethod(this, &RowWatch::look, Qt::QueuedConnection);
}

void RowWatch::look()
{
    static const QRegularExpression kEscapes(
        QStringLiteral("\x1b(\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(\x07|\x1b\\\\)|[@-Z\\\\-_])"));
    QByteArray piece(kPiece, Qt::Uninitialized);
    for (int pieces = 0; !m_found && m_offset < kMost; ++pieces) {
        if (pieces == kPiecesAtOnce) {
            QMetaObject::invokeMethod(this, &RowWatch::look, Qt::QueuedConnection);
            return;
        }
        const qint64 n = m_capture->read(m_offset, piece.data(), piece.size());
        if (n <= 0)
            return;
        m_offset += n;
        m_row.append(piece.constData(), n);
        const QString text = QString::fromUtf8(m_row).remove(kEscapes);
        for (const QStringView row : QStringView(text).split(u'\n'))
            m_found |= m_pattern.match(row.chopped(row.endsWith(u'\r') ? 1 : 0).toString()).hasMatch();
        if (m_found) {
            emit found();
            return;
        }
        m_row.remove(0, m_row.lastIndexOf('\n') + 1);
        if (m_row.size() > kLongestRow)
            m_row.clear();
    }
}

} // namespace pipecore
