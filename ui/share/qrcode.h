#pragma once

#include <QWidget>

namespace ui
{

/// A text as a QR code (ISO/IEC 18004), black on white whatever the theme, so that telephones can read it.
class QrCode : public QWidget
{
    Q_OBJECT
public:
    explicit QrCode(QWidget *parent = nullptr);

    /// Empty: an empty square.
    void setText(const QString &text);
    QSize sizeHint() const override { return {215, 215}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QImage m_modules; // one pixel each
};

} // namespace ui
