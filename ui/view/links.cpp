#include "ui/view/links.h"

#include <QDesktopServices>
#include <QDir>
#include <QProcess>
#include <QRegularExpression>
#include <QUrl>

namespace ui
{

using pipecore::CellLine;

namespace
{

constexpr int kLongestLink = 4096;

bool isAllowed(const QUrl &url)
{
    const QString scheme = url.scheme();
    return url.isValid() && (scheme == u"http" || scheme == u"https" || scheme == u"mailto");
}

// A row as text with one UTF-16 unit a column, so that places in it are columns.
QString columnsOf(const CellLine &line, int from, int to)
{
    QString text;
    text.reserve(to - from);
    for (int column = from; column < to; ++column) {
        const char32_t c = line.at(column);
        const bool isText = c > 0x20 && c <= 0xffff;
        text += isText                        ? QChar(static_cast<char16_t>(c))
                : c > 0xffff && c <= 0x10ffff ? QChar(u'x')
                                              : QChar(u' ');
    }
    return text;
}

// A sentence's end, or a bracket that was opened before the address, is no part of it.
void trimEnd(QString &url)
{
    while (!url.isEmpty()) {
        const QChar last = url.back();
        const bool isClosing = (last == u')' && url.count(u'(') < url.count(u')')) ||
                               (last == u']' && url.count(u'[') < url.count(u']'));
        if (!isClosing && !QStringView(u".,;:!?'\">").contains(last))
            return;
        url.chop(1);
    }
}

std::optional<Link> givenLink(const CellLine &line, int column)
{
    const quint16 number = line.styleAt(column).link;
    if (number == 0)
        return {};
    const QUrl url = QUrl::fromEncoded(line.link(number), QUrl::StrictMode);
    if (!isAllowed(url))
        return {};
    Link link{column, column + 1, QString::fromLatin1(url.toEncoded())};
    while (link.from > 0 && line.styleAt(link.from - 1).link == number)
        --link.from;
    while (link.to < line.columns() && line.styleAt(link.to).link == number)
        ++link.to;
    return link;
}

} // namespace

QString Link::text() const
{
    if (!isFile)
        return target;
    return target + (line > 0 ? u':' + QString::number(line) : QString()) +
           (line > 0 && column > 0 ? u':' + QString::number(column) : QString());
}

std::optional<Link> linkAt(const CellLine &line, int column, const QString &directory)
{
    if (column < 0 || column >= line.columns())
        return {};
    if (const auto given = givenLink(line, column))
        return given;
    const int from = std::max(0, column - kLongestLink);
    const QString text = columnsOf(line, from, std::min(line.columns(), column + kLongestLink));
    static const QRegularExpression url(QStringLiteral(R"(\b(?:https?://|mailto:)[^\s<>"'`|\\^{}]+)"));
    for (auto found = url.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        QString address = match.captured();
        trimEnd(address);
        const Link link{from + static_cast<int>(match.capturedStart()),
                        from + static_cast<int>(match.capturedStart() + address.size()), address};
        if (column >= link.from && column < link.to && isAllowed(QUrl(address)))
            return link;
    }
    static const QRegularExpression file(QStringLiteral(
        R"re((?:File ")?([~\w./+@-][\w./+@-]*)(?:", line |\(|:)?(?:(?<=[:(]|line )(\d+)(?:[:,](\d+))?)?)re"));
    for (auto found = file.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        const QString path = match.captured(1);
        if (column < from + match.capturedStart() || column >= from + match.capturedEnd() ||
            (!path.contains(u'/') && !path.contains(u'.')))
            continue;
        const QString absolute = path.startsWith(u"~/") ? QDir::homePath() + path.mid(1)
                                 : directory.isEmpty() && !path.startsWith(u'/')
                                     ? QString()
                                     : QDir::cleanPath(QDir(directory).absoluteFilePath(path));
        if (!absolute.isEmpty())
            return Link{from + static_cast<int>(match.capturedStart(1)),
                        from + static_cast<int>(match.capturedEnd()),
                        absolute,
                        true,
                        match.captured(2).toInt(),
                        match.captured(3).toInt()};
    }
    return {};
}

void openLink(const Link &link, const QString &editorCommand)
{
    if (!link.isFile) {
        QDesktopServices::openUrl(QUrl(link.target));
        return;
    }
    QStringList words = QProcess::splitCommand(editorCommand);
    if (words.isEmpty()) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(link.target));
        return;
    }
    for (QString &word : words)
        word.replace(QLatin1String("%l"), QString::number(std::max(1, link.line)))
            .replace(QLatin1String("%c"), QString::number(std::max(1, link.column)))
            .replace(QLatin1String("%f"), link.target);
    const QString program = words.takeFirst();
    QProcess::startDetached(program, words);
}

} // namespace ui
