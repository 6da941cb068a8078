#include "pipecore/session/htmlexport.h"

#include "pipecore/session/showncommand.h"
#include "pipecore/text/humanize.h"
#include "pipecore/text/linerun.h"

namespace pipecore::html
{

namespace
{

constexpr char kStyleSheet[] = R"(
:root { color-scheme: light dark; --bg: #fff; --fg: #1f2328; --dim: #59626e;
  --c0: #1f2328; --c1: #c4262e; --c2: #1d7f34; --c3: #8f6500; --c4: #1f60c4; --c5: #8a3fc0; --c6: #0b7a86;
  --c7: #737b86; --c8: #59626e; --c9: #db3d44; --c10: #2a9a45; --c11: #a87a06; --c12: #3a7ae0; --c13: #a35bd8;
  --c14: #1494a1; --c15: #9aa2ad; }
@media (prefers-color-scheme: dark) { :root { --bg: #15181d; --fg: #d6dae1; --dim: #8a93a0;
  --c0: #3a404a; --c1: #e5686a; --c2: #7fc77a; --c3: #dcb863; --c4: #6ca6f0; --c5: #c58be8; --c6: #56b8c4;
  --c7: #c9ced6; --c8: #7a838f; --c9: #ff8b8c; --c10: #a0e39a; --c11: #f6d585; --c12: #94c2ff; --c13: #dbadf7;
  --c14: #7fd6e0; --c15: #fff; } }
body { margin: 0; background: var(--bg); color: var(--fg); }
header { padding: 12px 16px; border-bottom: 1px solid var(--dim); font: 14px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font: 600 15px/1.4 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
header p { margin: 2px 0 0; color: var(--dim); }
pre { margin: 0; padding: 12px 16px; overflow-x: auto; font: 13px/1.4 ui-monospace, "DejaVu Sans Mono", monospace; }
.b { font-weight: bold } .d { opacity: .6 } .i { font-style: italic } .h { visibility: hidden }
)";

// Characters that have no place on a page (https://html.spec.whatwg.org/#preprocessing-the-input-stream).
bool isNoncharacter(char32_t c)
{
    return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

void appendEscaped(QByteArray &out, const QString &text)
{
    QString escaped;
    escaped.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        const bool pair = c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        const char32_t code = pair ? QChar::surrogateToUcs4(c, text[i + 1]) : c.unicode();
        if (code == U'<')
            escaped += QLatin1String("&lt;");
        else if (code == U'>')
            escaped += QLatin1String("&gt;");
        else if (code == U'&')
            escaped += QLatin1String("&amp;");
        else if (code == U'"')
            escaped += QLatin1String("&quot;");
        else if (isNoncharacter(code) || (c.isSurrogate() && !pair))
            escaped += QChar(QChar::ReplacementCharacter);
        else if ((code < 0x20 && code != u'\t') || (code >= 0x7f && code < 0xa0))
            escaped += u' ';
        else
            escaped += QStringView(text).mid(i, pair ? 2 : 1);
        i += pair;
    }
    out += escaped.toUtf8();
}

QByteArray cssColor(TextColor color, const char *fallback)
{
    if (color.isDefault())
        return QByteArray("var(") + fallback + ')';
    quint32 rgb = color.rgbValue();
    if (color.isIndexed()) {
        const int index = color.index();
        if (index < 16)
            return "var(--c" + QByteArray::number(index) + ')';
        const auto level = [](int step) { return static_cast<quint32>(step == 0 ? 0 : 55 + 40 * step); };
        rgb = index >= 232 ? static_cast<quint32>(8 + (index - 232) * 10) * 0x010101
                           : level((index - 16) / 36) << 16 | level((index - 16) / 6 % 6) << 8 |
                                 level((index - 16) % 6);
    }
    return '#' + QByteArray::number(rgb, 16).rightJustified(6, '0');
}

QByteArray decoration(const Style &style)
{
    static constexpr const char *kKinds[] = {"", "", " double", " wavy", " dotted", " dashed"};
    QByteArray css;
    if (style.underline != Style::Underline::None)
        css += " underline";
    if (style.has(Style::Strike))
        css += " line-through";
    if (style.has(Style::Overline))
        css += " overline";
    if (css.isEmpty())
        return css;
    css += kKinds[static_cast<size_t>(style.underline)];
    if (!style.underlineColor.isDefault())
        css += ' ' + cssColor(style.underlineColor, "--fg");
    return "text-decoration:" + css.mid(1) + ';';
}

void appendSpan(QByteArray &out, const Style &style)
{
    static constexpr std::pair<Style::Attribute, char> kClasses[] = {
        {Style::Bold, 'b'}, {Style::Faint, 'd'}, {Style::Italic, 'i'}, {Style::Conceal, 'h'}};
    QByteArray classes, css = decoration(style);
    for (const auto &[attribute, name] : kClasses)
        if (style.has(attribute))
            classes += (classes.isEmpty() ? "" : " ") + QByteArray(1, name);
    const bool inverse = style.has(Style::Inverse);
    const TextColor front = inverse ? style.background : style.foreground;
    const TextColor back = inverse ? style.foreground : style.background;
    if (inverse || !front.isDefault())
        css += "color:" + cssColor(front, inverse ? "--bg" : "--fg") + ';';
    if (inverse || !back.isDefault())
        css += "background:" + cssColor(back, inverse ? "--fg" : "--bg") + ';';
    out += "<span";
    if (!classes.isEmpty())
        out += " class=\"" + classes + '"';
    if (!css.isEmpty())
        out += " style=\"" + css.chopped(1) + '"';
    out += '>';
}

QString endText(const SessionRecord &record)
{
    return record.result ? record.result->message : QStringLiteral("no end was recorded");
}

} // namespace

void appendHead(QByteArray &out, const SessionRecord &record)
{
    const QString command = shownCommand(record);
    out += "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"generator\" content=\"Runnel\">\n"
           "<meta name=\"viewport\" content=\"width=device-width\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'unsafe-inline'\">\n"
           "<title>";
    appendEscaped(out, command.isEmpty() ? QStringLiteral("Runnel") : command.simplified());
    out += "</title>\n<style>";
    out += kStyleSheet;
    out += "</style>\n</head>\n<body>\n<header>\n<h1>";
    appendEscaped(out, command);
    out += "</h1>\n<p>";
    appendEscaped(out, QStringLiteral("%1 · started %2 · %3 · %4")
                           .arg(record.directory, record.started.toUTC().toString(Qt::ISODate),
                                formatDuration(record.duration()), endText(record)));
    // The parser drops a newline right behind <pre>: this one, so that one of the output's stays.
    out += "</p>\n</header>\n<main>\n<pre>\n";
}

void appendRow(QByteArray &out, const CellLine &line)
{
    forEachRun(line, [&](const Style &style, const QString &text) {
        if (!style.isPlain())
            appendSpan(out, style);
        appendEscaped(out, text);
        if (!style.isPlain())
            out += "</span>";
    });
    out += '\n';
}

void appendTail(QByteArray &out)
{
    out += "</pre>\n</main>\n</body>\n</html>\n";
}

} // namespace pipecore::html
