#pragma once

#include <QByteArray>
#include <QRandomGenerator>

#include <iterator>

/// At least `size` bytes of markup, escape sequences, broken UTF-8 and noise: what an export must not let
/// through.
inline QByteArray hostileBytes(QRandomGenerator &random, int size)
{
    static const QByteArray kPieces[] = {"<script>alert(1)</script>",
                                         "</pre>",
                                         "</span>",
                                         "&amp;",
                                         "&#60;",
                                         "\"'><img src=x onerror=y>",
                                         "<!--",
                                         "]]>",
                                         "\x1b[1;31m",
                                         "\x1b[48;5;208m",
                                         "\x1b[38;2;1;2;3m",
                                         "\x1b[4:3;58;5;9m",
                                         "\x1b[7m",
                                         "\x1b[8;9;53m",
                                         "\x1b[0m",
                                         "\x1b]0;<title>\x07",
                                         "\x1b]8;;javascript:x\x1b\\link\x1b]8;;\x1b\\",
                                         "\r",
                                         "\n",
                                         "\t",
                                         "\b",
                                         "\xff",
                                         "\xc3",
                                         "\xef\xbf\xbe",
                                         "\xf0\x9f\x9a\x80",
                                         "e\xcc\x81",
                                         "\xe2\x80\xae",
                                         QByteArray(1, '\0'),
                                         "\x01",
                                         "\x1b[5A",
                                         "\x1b[K"};
    QByteArray bytes;
    while (bytes.size() < size)
        bytes += random.bounded(4) == 0 ? QByteArray(1, static_cast<char>(random.bounded(256)))
                                        : kPieces[random.bounded(static_cast<quint32>(std::size(kPieces)))];
    return bytes;
}
