#include "tests/text/shownscreen.h"

#include <QStringList>

#include <algorithm>

using namespace pipecore;

namespace
{

QString textOf(const CellLine &line)
{
    QString text = line.text();
    while (text.endsWith(u' '))
        text.chop(1);
    return text;
}

QString colorText(TextColor color)
{
    return color.isDefault()   ? QStringLiteral("default")
           : color.isIndexed() ? QString::number(color.index())
                               : QStringLiteral("#%1").arg(color.rgbValue(), 6, 16, QLatin1Char('0'));
}

QString lookText(const Style &style)
{
    QStringList words{colorText(style.foreground) + QStringLiteral(" on ") + colorText(style.background)};
    using Attribute = Style::Attribute;
    for (const auto &[attribute, name] :
         {std::pair(Attribute::Bold, "bold"), std::pair(Attribute::Faint, "faint"),
          std::pair(Attribute::Italic, "italic"), std::pair(Attribute::Inverse, "inverse"),
          std::pair(Attribute::Strike, "strike"), std::pair(Attribute::Conceal, "concealed")})
        if (style.has(attribute))
            words << QString::fromLatin1(name);
    if (style.underline != Style::Underline::None)
        words << QStringLiteral("underline %1").arg(static_cast<int>(style.underline));
    return words.join(u' ');
}

} // namespace

ShownScreen shownByUs(const QByteArray &bytes, TerminalSize size)
{
    TerminalScreen screen(
        size.columns, size.rows, [](const CellLine &) {}, [](const QByteArray &) {});
    screen.feed(bytes.constData(), bytes.size());
    ShownScreen shown;
    for (int row = 0; row < screen.rows(); ++row)
        shown.rows.push_back(screen.row(row));
    shown.cursorColumn = screen.cursor().column;
    shown.cursorRow = screen.cursor().row;
    return shown;
}

QString textDifference(const ShownScreen &ours, const ShownScreen &theirs)
{
    if (ours.rows.size() != theirs.rows.size())
        return QStringLiteral("%1 rows, not %2").arg(ours.rows.size()).arg(theirs.rows.size());
    for (size_t row = 0; row < ours.rows.size(); ++row)
        if (const QString our = textOf(ours.rows[row]), their = textOf(theirs.rows[row]); our != their)
            return QStringLiteral("row %1: \"%2\", not \"%3\"").arg(row).arg(our, their);
    return {};
}

QString lookDifference(const ShownScreen &ours, const ShownScreen &theirs)
{
    for (size_t row = 0; row < std::min(ours.rows.size(), theirs.rows.size()); ++row) {
        const CellLine &our = ours.rows[row], &their = theirs.rows[row];
        for (int column = 0; column < std::min(our.columns(), their.columns()); ++column) {
            const char32_t character = our.at(column);
            if (character != their.at(column) || character == cell::Blank || character == U' ' ||
                character == cell::WideTail)
                continue;
            const QString ourLook = lookText(our.styleAt(column)),
                          theirLook = lookText(their.styleAt(column));
            if (ourLook != theirLook)
                return QStringLiteral("row %1, column %2: %3, not %4")
                    .arg(row)
                    .arg(column)
                    .arg(ourLook, theirLook);
        }
    }
    return {};
}

QString cursorDifference(const ShownScreen &ours, const ShownScreen &theirs)
{
    if (ours.cursorColumn == theirs.cursorColumn && ours.cursorRow == theirs.cursorRow)
        return {};
    return QStringLiteral("column %1 of row %2, not column %3 of row %4")
        .arg(ours.cursorColumn)
        .arg(ours.cursorRow)
        .arg(theirs.cursorColumn)
        .arg(theirs.cursorRow);
}
