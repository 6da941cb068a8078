#include "ui/base/theme.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>

namespace ui
{

namespace
{

struct Shades {
    QRgb window, base, alternate, button, text, faint, border, highlight, highlightText, link, toolTip;
};

constexpr Shades kDark{0xff1f242b, 0xff15181d, 0xff1b1f25, 0xff2a3038, 0xffdde1e7, 0xff7f8995,
                       0xff363e48, 0xff2f6fc4, 0xffffffff, 0xff7db7ff, 0xff2a3038};
constexpr Shades kLight{0xfff2f4f6, 0xffffffff, 0xfff7f8fa, 0xfffbfcfd, 0xff1f2328, 0xff7b838e,
                        0xffcbd1d8, 0xff2f74d0, 0xffffffff, 0xff1b62bd, 0xffffffff};

QPalette paletteOf(const Shades &shades)
{
    QPalette palette{QColor(shades.button), QColor(shades.window)};
    palette.setColor(QPalette::Window, shades.window);
    palette.setColor(QPalette::WindowText, shades.text);
    palette.setColor(QPalette::Base, shades.base);
    palette.setColor(QPalette::AlternateBase, shades.alternate);
    palette.setColor(QPalette::Text, shades.text);
    palette.setColor(QPalette::Button, shades.button);
    palette.setColor(QPalette::ButtonText, shades.text);
    palette.setColor(QPalette::PlaceholderText, shades.faint);
    palette.setColor(QPalette::Mid, shades.border);
    palette.setColor(QPalette::Highlight, shades.highlight);
    palette.setColor(QPalette::HighlightedText, shades.highlightText);
    palette.setColor(QPalette::Link, shades.link);
    palette.setColor(QPalette::ToolTipBase, shades.toolTip);
    palette.setColor(QPalette::ToolTipText, shades.text);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, shades.faint);
    return palette;
}

} // namespace

void applyTheme(Theme theme)
{
    static const QPalette desktop = QApplication::palette();
    if (theme == Theme::System)
        theme = desktop.color(QPalette::Window).lightness() < 128 ? Theme::Dark : Theme::Light;
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(paletteOf(theme == Theme::Dark ? kDark : kLight));
}

MeaningColors MeaningColors::of(const QPalette &palette)
{
    const QColor faint = palette.color(QPalette::PlaceholderText);
    if (palette.color(QPalette::Window).lightness() < 128)
        return {QColor(0x6ca6f0), QColor(0x74c774), QColor(0xf07173), QColor(0xe0b050), faint};
    return {QColor(0x2166c8), QColor(0x1d7f34), QColor(0xc4262e), QColor(0x9a6200), faint};
}

} // namespace ui
