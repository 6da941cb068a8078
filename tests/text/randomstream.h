#pragma once

#include <QByteArray>
#include <QRandomGenerator>

#include <iterator>

/// A stream of what programs send, that stays within 200 rows and 500 columns: other limits have no say in
/// it.
inline QByteArray randomStream(QRandomGenerator &random)
{
    const auto number = [&](int most) { return QByteArray::number(random.bounded(most)); };
    const auto csi = [&](const QByteArray &rest) { return "\x1b[" + rest; };
    static const QByteArray words[] = {
        "word",         "x",  "12 %",  "a longer piece",          "e\xcc\x81", "\xc3\xbc",
        "\xe2\x94\x80", "  ", "tail ", "\xe4\xb8\x96\xe7\x95\x8c"};
    // Terminals do not agree on what is left of half a wide character: streams with such ones write on alone.
    const bool wide = random.bounded(3) == 0;
    QByteArray bytes;
    for (int i = 0; i < 60; ++i) {
        const int what = random.bounded(28);
        if (wide && what <= 22 && (what < 3 || what > 5) && what != 8 && what != 9)
            continue;
        switch (what) {
        case 0:
        case 1:
        case 2:
            bytes += '\r';
            break;
        case 3:
        case 4:
        case 5:
            bytes += "\r\n";
            break;
        case 6:
            bytes += '\b';
            break;
        case 7:
            bytes += '\t';
            break;
        case 8:
            bytes += csi(number(110) + 'm');
            break;
        case 9:
            bytes += csi("38;5;" + number(256) + 'm');
            break;
        case 10:
            bytes += csi(number(3) + 'K');
            break;
        case 11:
            bytes += csi(number(6) + 'X');
            break;
        case 12:
            bytes += csi(number(40) + 'G');
            break;
        case 13:
            bytes += csi(number(4) + "ABCDEF"[random.bounded(6)]);
            break;
        case 14:
            bytes += csi(number(20) + ';' + number(40) + 'H');
            break;
        case 15:
            bytes += csi(number(20) + 'd');
            break;
        case 16:
            bytes += csi(number(3) + 'J');
            break;
        case 17:
            bytes += csi(number(5) + '@');
            break;
        case 18:
            bytes += csi(number(5) + 'P');
            break;
        case 19:
            bytes += csi(number(3) + 'L');
            break;
        case 20:
            bytes += csi(number(3) + 'M');
            break;
        case 21:
            bytes += "\x1b" + QByteArray(1, "78"[random.bounded(2)]);
            break;
        case 22:
            bytes += "\x1b]0;title\x07\x1b[?25l";
            break;
        default:
            bytes += words[random.bounded(static_cast<int>(std::size(words)) - (wide ? 0 : 1))];
        }
    }
    return bytes;
}
