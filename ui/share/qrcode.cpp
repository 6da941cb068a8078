#include "ui/share/qrcode.h"

#include <QPainter>

#include <memory>

#include <qrencode.h>

namespace ui
{

namespace
{

constexpr int kQuietZone = 4; // modules, as the standard wants

} // namespace

QrCode::QrCode(QWidget *parent) : QWidget(parent)
{
    setFixedSize(QrCode::sizeHint());
    setAccessibleName(tr("The link as a QR code"));
}

void QrCode::setText(const QString &text)
{
    m_modules = {};
    const QByteArray bytes = text.toUtf8();
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        bytes.isEmpty() ? nullptr : QRcode_encodeString8bit(bytes.constData(), 0, QR_ECLEVEL_M),
        &QRcode_free);
    if (code) {
        const int side = code->width + 2 * kQuietZone;
        m_modules = QImage(side, side, QImage::Format_RGB32);
        m_modules.fill(Qt::white);
        for (int y = 0; y < code->width; ++y)
            for (int x = 0; x < code->width; ++x)
                if (code->data[y * code->width + x] & 1)
                    m_modules.setPixel(x + kQuietZone, y + kQuietZone, qRgb(0, 0, 0));
    }
    update();
}

void QrCode::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_modules.isNull())
        return;
    // Whole pixels for each module, or they get uneven edges.
    const qreal ratio = devicePixelRatioF();
    const int scale = std::max(1, static_cast<int>(width() * ratio) / m_modules.width());
    const qreal side = m_modules.width() * scale / ratio;
    painter.fillRect(rect(), Qt::white);
    painter.drawImage(QRectF((width() - side) / 2, (height() - side) / 2, side, side), m_modules);
}

} // namespace ui
