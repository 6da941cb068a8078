#include "ui/view/colorscheme.h"

#include <QPalette>

namespace ui
{

const ColorScheme &ColorScheme::dark()
{
    static const ColorScheme scheme{true,
                                    QColor(0x15181d),
                                    QColor(0xd6dae1),
                                    QColor(0x1b1f25),
                                    QColor(0x6b7480),
                                    QColor(0x2c4a75),
                                    QColor(0xffffff),
                                    QColor(0xe0605f),
                                    QColor(0x251c20),
                                    QColor(0xd0a45c),
                                    QColor(0x6a5210),
                                    {QColor(0x3a404a), QColor(0xe5686a), QColor(0x7fc77a), QColor(0xdcb863),
                                     QColor(0x6ca6f0), QColor(0xc58be8), QColor(0x56b8c4), QColor(0xc9ced6),
                                     QColor(0x7a838f), QColor(0xff8b8c), QColor(0xa0e39a), QColor(0xf6d585),
                                     QColor(0x94c2ff), QColor(0xdbadf7), QColor(0x7fd6e0), QColor(0xffffff)}};
    return scheme;
}

const ColorScheme &ColorScheme::light()
{
    static const ColorScheme scheme{false,
                                    QColor(0xffffff),
                                    QColor(0x1f2328),
                                    QColor(0xf5f6f8),
                                    QColor(0x8b939e),
                                    QColor(0xb9d6fb),
                                    QColor(0x10151c),
                                    QColor(0xd1383d),
                                    QColor(0xfdf3f2),
                                    QColor(0xa8702a),
                                    QColor(0xffe28a),
                                    {QColor(0x1f2328), QColor(0xc4262e), QColor(0x1d7f34), QColor(0x8f6500),
                                     QColor(0x1f60c4), QColor(0x8a3fc0), QColor(0x0b7a86), QColor(0x737b86),
                                     QColor(0x59626e), QColor(0xdb3d44), QColor(0x2a9a45), QColor(0xa87a06),
                                     QColor(0x3a7ae0), QColor(0xa35bd8), QColor(0x1494a1), QColor(0x9aa2ad)}};
    return scheme;
}

const ColorScheme &ColorScheme::of(const QPalette &palette)
{
    return palette.color(QPalette::Base).lightness() < 128 ? dark() : light();
}

QColor ColorScheme::resolve(pipecore::TextColor color, const QColor &fallback) const
{
    if (color.isDefault())
        return fallback;
    if (!color.isIndexed())
        return QColor(color.rgbValue());
    const int index = color.index();
    if (index < 16)
        return ansi[static_cast<size_t>(index)];
    if (index >= 232) { // 24 greys
        const int level = 8 + (index - 232) * 10;
        return {level, level, level};
    }
    // A cube of 6 x 6 x 6, with the steps of xterm.
    const auto level = [](int step) { return step == 0 ? 0 : 55 + 40 * step; };
    return {level((index - 16) / 36), level((index - 16) / 6 % 6), level((index - 16) % 6)};
}

} // namespace ui
