#include "tests/text/shownscreen.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace pipecore;

namespace
{

// What differs, and why. One that no longer does fails the test.
struct Known {
    enum Kind { Nothing, Text, Look } kind = Nothing;
    const char *why = nullptr;
};
constexpr char kSets[] = "libvterm does not save the character sets with the cursor (DECSC, 1049)";
const QHash<QByteArray, Known> kKnown{
    {"colored_underline", {Known::Look, "libvterm knows no dotted and dashed underline"}},
    {"decaln_reset", {Known::Look, "libvterm fills the screen (DECALN) in the style in force"}},
    {"deccolm_reset", {Known::Text, "the wish for 132 columns clears nothing in ours, as in xterm at first"}},
    {"saved_cursor", {Known::Text, kSets}},
    {"saved_cursor_alt", {Known::Text, kSets}},
    {"selective_erasure", {Known::Text, "Alacritty knows no protected characters (DECSCA), ours does"}},
    {"sgr", {Known::Look, "libvterm takes the colour space in 38:2:SPACE:R:G:B for red"}},
    {"underline", {Known::Look, "to Alacritty SGR 21 ends bold; it is a double underline (ECMA-48)"}},
    {"wrapline_alt_toggle", {Known::Text, "libvterm does not save a pending wrap with the cursor (1049)"}},
};

/// Where Alacritty's reference recordings are, a folder for each: packaging/install.sh takes them from
/// Debian's package of its library.
QString referenceFolder()
{
    if (qEnvironmentVariableIsSet("RUNNEL_TEST_REFERENCES"))
        return qEnvironmentVariable("RUNNEL_TEST_REFERENCES");
    const QDir crates(QStringLiteral(RUNNEL_REFERENCES "/usr/share/cargo/registry"));
    const QStringList found = crates.entryList({QStringLiteral("alacritty_terminal-*")});
    return found.isEmpty() ? QString() : crates.filePath(found.back() + QStringLiteral("/tests/ref"));
}

TextColor colorOf(const QJsonObject &color)
{
    if (color.contains(QLatin1String("Indexed")))
        return TextColor::indexed(color[QLatin1String("Indexed")].toInt());
    if (const QJsonObject spec = color[QLatin1String("Spec")].toObject(); !spec.isEmpty())
        return TextColor::rgb(spec[QLatin1String("r")].toInt(), spec[QLatin1String("g")].toInt(),
                              spec[QLatin1String("b")].toInt());
    static const QStringList kNames{
        QStringLiteral("Black"), QStringLiteral("Red"),     QStringLiteral("Green"), QStringLiteral("Yellow"),
        QStringLiteral("Blue"),  QStringLiteral("Magenta"), QStringLiteral("Cyan"),  QStringLiteral("White")};
    QString name = color[QLatin1String("Named")].toString();
    const bool isBright = name.startsWith(QLatin1String("Bright"));
    if (isBright)
        name.remove(0, 6);
    const qsizetype index = kNames.indexOf(name);
    return index < 0 ? TextColor() : TextColor::indexed(static_cast<int>(index) + (isBright ? 8 : 0));
}

Style styleOf(const QJsonObject &cell)
{
    // alacritty_terminal/src/term/cell.rs
    enum {
        Inverse = 1,
        Bold = 2,
        Italic = 4,
        Underline = 8,
        Dim = 128,
        Hidden = 256,
        Strike = 512,
        Double = 2048,
        Curl = 4096,
        Dotted = 8192,
        Dashed = 16384
    };
    const int bits = cell[QLatin1String("flags")].toObject()[QLatin1String("bits")].toInt();
    Style style;
    style.foreground = colorOf(cell[QLatin1String("fg")].toObject());
    style.background = colorOf(cell[QLatin1String("bg")].toObject());
    style.set(Style::Inverse, bits & Inverse);
    style.set(Style::Bold, bits & Bold);
    style.set(Style::Italic, bits & Italic);
    style.set(Style::Faint, bits & Dim);
    style.set(Style::Conceal, bits & Hidden);
    style.set(Style::Strike, bits & Strike);
    style.underline = bits & Double      ? Style::Underline::Double
                      : bits & Curl      ? Style::Underline::Curly
                      : bits & Dotted    ? Style::Underline::Dotted
                      : bits & Dashed    ? Style::Underline::Dashed
                      : bits & Underline ? Style::Underline::Single
                                         : Style::Underline::None;
    return style;
}

CellLine lineOf(const QJsonArray &cells)
{
    constexpr int kWide = 32, kSpacer = 64;
    CellLine line;
    for (int column = 0; column < cells.size(); ++column) {
        const QJsonObject cell = cells[column].toObject();
        const int bits = cell[QLatin1String("flags")].toObject()[QLatin1String("bits")].toInt();
        const auto text = cell[QLatin1String("c")].toString().toUcs4();
        if ((bits & kSpacer) || text.isEmpty())
            continue;
        line.put(column, text[0] == U'\t' ? U' ' : text[0], bits & kWide ? 2 : 1, styleOf(cell));
        const QJsonArray marks =
            cell.contains(QLatin1String("zerowidth"))
                ? cell[QLatin1String("zerowidth")].toArray()
                : cell[QLatin1String("extra")].toObject()[QLatin1String("zerowidth")].toArray();
        for (const QJsonValue &mark : marks)
            line.addMark(column, mark.toString().toUcs4().value(0));
    }
    return line;
}

} // namespace

class TestReferenceScreens : public QObject
{
    Q_OBJECT
private slots:
    void screensAreAsAlacrittyShowsThem_data();
    void screensAreAsAlacrittyShowsThem();
};

void TestReferenceScreens::screensAreAsAlacrittyShowsThem_data()
{
    QTest::addColumn<QString>("folder");
    const QDir all(referenceFolder());
    if (referenceFolder().isEmpty() || !all.exists())
        QSKIP("Alacritty's recordings are not there; RUNNEL_TEST_REFERENCES names their folder");
    for (const QString &name : all.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        QTest::newRow(qPrintable(name)) << all.filePath(name);
}

void TestReferenceScreens::screensAreAsAlacrittyShowsThem()
{
    QFETCH(QString, folder);
    QFile recording(folder + QStringLiteral("/alacritty.recording"));
    QFile size(folder + QStringLiteral("/size.json")), grid(folder + QStringLiteral("/grid.json"));
    QVERIFY(recording.open(QIODevice::ReadOnly) && size.open(QIODevice::ReadOnly) &&
            grid.open(QIODevice::ReadOnly));
    const QJsonObject told = QJsonDocument::fromJson(size.readAll()).object();
    const TerminalSize screen{told[QLatin1String("columns")].toInt(),
                              told[QLatin1String("screen_lines")].toInt()};
    // From the lowest row on.
    const QJsonArray rows =
        QJsonDocument::fromJson(grid.readAll())[QLatin1String("raw")][QLatin1String("inner")].toArray();
    QVERIFY(screen.rows > 0 && rows.size() >= screen.rows);
    ShownScreen theirs;
    for (int row = screen.rows - 1; row >= 0; --row)
        theirs.rows.push_back(lineOf(rows[row][QLatin1String("inner")].toArray()));
    const ShownScreen ours = shownByUs(recording.readAll(), screen);
    const Known known = kKnown.value(QTest::currentDataTag());
    if (known.kind == Known::Text)
        QEXPECT_FAIL(QTest::currentDataTag(), known.why, Abort);
    QCOMPARE(textDifference(ours, theirs), QString());
    if (known.kind == Known::Look)
        QEXPECT_FAIL(QTest::currentDataTag(), known.why, Abort);
    QCOMPARE(lookDifference(ours, theirs), QString());
}

QTEST_GUILESS_MAIN(TestReferenceScreens)
#include "tst_referencescreens.moc"
