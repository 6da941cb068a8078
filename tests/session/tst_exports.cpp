#include "tests/session/exportedrecording.h"
#include "tests/session/hostilebytes.h"

#include "pipecore/session/castexport.h"
#include "pipecore/session/exporter.h"
#include "pipecore/session/savefile.h"
#include "pipecore/session/scriptexport.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

using namespace pipecore;

namespace
{

template<typename Export> QByteArray exported(Export write)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const auto done = write(buffer);
    return done ? buffer.data() : "failed: " + done.error().toUtf8();
}

ExportedRecording plain(const QByteArray &bytes)
{
    return ExportedRecording({{Stream::Output, 10, bytes}});
}

QByteArray ansi(const QByteArray &bytes)
{
    return exported([&, r = plain(bytes).recording](QIODevice &to) { return exportAnsi(*r->capture(), to); });
}

QByteArray html(const QByteArray &bytes)
{
    return exported([&, r = plain(bytes).recording](QIODevice &to) { return exportHtml(*r, to); });
}

// What stands between <pre> and </pre>.
QByteArray rowsOf(const QByteArray &page)
{
    const qsizetype start = page.indexOf("<pre>\n") + 6;
    return page.mid(start, page.indexOf("</pre>") - start);
}

QByteArray outputOf(const QString &program, const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(120'000))
        return "did not end";
    const QByteArray complaints = process.readAllStandardError();
    return process.exitCode() == 0 ? process.readAllStandardOutput() : "failed: " + complaints;
}

} // namespace

class TestExports : public QObject
{
    Q_OBJECT
private slots:
    void whatIsMaskedOfTheCommandIsInNoExport_data();
    void whatIsMaskedOfTheCommandIsInNoExport();
    void ansiKeepsStylesAndNoOtherSequence_data();
    void ansiKeepsStylesAndNoOtherSequence();
    void ansiOfAnsiIsTheSame();
    void htmlShowsStylesAndEscapesAll_data();
    void htmlShowsStylesAndEscapesAll();
    void htmlKeepsAnEmptyFirstRow();
    void htmlOfHostileOutputIsValidAndHasNoMarkupOfIt();
    void castPlaysInAsciinema();
    void castVersion2TellsTimesFromTheStart();
    void castVersion3TellsIntervalsAndTheExit();
    void castReplacesWhatIsNotUtf8AndSaysSo();
    void castKeepsACharacterThatCameInTwoPieces();
    void ndjsonGivesTheExactBytesBack();
    void scriptIsPlayedByScriptreplay();
    void scriptToStandardOutputIsRefused();
    void theEndingTellsTheFormat();
    void textTellsHowManyBytesWereInvalid();
};

void TestExports::ansiKeepsStylesAndNoOtherSequence_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("wanted");
    const auto row = [](const char *name, const char *bytes, const char *wanted) {
        QTest::newRow(name) << QByteArray(bytes) << QByteArray(wanted);
    };
    row("plain", "one\ntwo\n", "one\ntwo\n");
    row("bold red", "\x1b[1;31mred\x1b[0m plain\n", "\x1b[0;1;31mred\x1b[0m plain\n");
    row("style over rows", "\x1b[32ma\nb\n", "\x1b[0;32ma\x1b[0m\n\x1b[0;32mb\x1b[0m\n");
    row("bright, 256, RGB", "\x1b[91;44mx\x1b[38;5;208my\x1b[38;2;1;2;3mz\x1b[m\n",
        "\x1b[0;91;44mx\x1b[0;38;5;208;44my\x1b[0;38;2;1;2;3;44mz\x1b[0m\n");
    row("curly underline", "\x1b[4:3;58;5;9mx\x1b[m\n", "\x1b[0;4:3;58;5;9mx\x1b[0m\n");
    row("last state", "10%\r100%\n", "100%\n");
    row("titles and moves",
        "\x1b]0;title\x07"
        "a\x1b[3Cb\n",
        "a   b\n");
    row("coloured blank", "\x1b[41m\x1b[Kx\x1b[m\n", "\x1b[0;41mx\x1b[0m\n");
}

void TestExports::ansiKeepsStylesAndNoOtherSequence()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, wanted);
    QCOMPARE(ansi(bytes), wanted);
}

void TestExports::ansiOfAnsiIsTheSame()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    const QByteArray once = ansi(hostileBytes(random, 100'000));
    QVERIFY2(ansi(once) == once, qPrintable(QStringLiteral("seed %1").arg(seed)));
}

void TestExports::htmlShowsStylesAndEscapesAll_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("wanted");
    const auto row = [](const char *name, const char *bytes, const char *wanted) {
        QTest::newRow(name) << QByteArray(bytes) << QByteArray(wanted);
    };
    row("plain", "a <b> & \"c\"\n", "a &lt;b&gt; &amp; &quot;c&quot;\n");
    row("bold red", "\x1b[1;31mred\x1b[m.\n", "<span class=\"b\" style=\"color:var(--c1)\">red</span>.\n");
    row("inverse", "\x1b[7mx\x1b[m\n", "<span style=\"color:var(--bg);background:var(--fg)\">x</span>\n");
    row("256 and RGB", "\x1b[38;5;208;48;2;1;2;3mx\x1b[m\n",
        "<span style=\"color:#ff8700;background:#010203\">x</span>\n");
    row("grey", "\x1b[38;5;232mx\x1b[m\n", "<span style=\"color:#080808\">x</span>\n");
    row("wavy", "\x1b[4:3;9mx\x1b[m\n",
        "<span style=\"text-decoration:underline line-through wavy\">x</span>\n");
    row("emoji", "\xf0\x9f\x9a\x80\n", "\xf0\x9f\x9a\x80\n");
    row("noncharacter", "\xef\xbf\xbf\n", "\xef\xbf\xbd\n");
}

void TestExports::htmlShowsStylesAndEscapesAll()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, wanted);
    QCOMPARE(rowsOf(html(bytes)), wanted);
}

void TestExports::htmlKeepsAnEmptyFirstRow()
{
    QCOMPARE(rowsOf(html("\nx\n")), QByteArray("\nx\n"));
    QVERIFY(html("\nx\n").contains("<pre>\n\nx\n")); // the parser drops the first newline
}

void TestExports::htmlOfHostileOutputIsValidAndHasNoMarkupOfIt()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    const QByteArray page = html(hostileBytes(random, 50'000));
    const QByteArray seedText = "seed " + QByteArray::number(seed);
    QString rest = QString::fromUtf8(rowsOf(page));
    rest.remove(QRegularExpression(
        QStringLiteral("</span>|<span( class=\"[bdih ]+\")?( style=\"[-a-z0-9#:;() ]+\")?>")));
    QVERIFY2(!rest.contains(u'<') && !rest.contains(u'>'), seedText);
    rest.remove(QRegularExpression(QStringLiteral("&(lt|gt|amp|quot);")));
    QVERIFY2(!rest.contains(u'&'), seedText);

    if (QStandardPaths::findExecutable(QStringLiteral("tidy")).isEmpty())
        QSKIP("tidy is not installed");
    QProcess tidy;
    tidy.start(QStringLiteral("tidy"), {QStringLiteral("-e"), QStringLiteral("-q"), QStringLiteral("-utf8")});
    tidy.write(page);
    tidy.closeWriteChannel();
    QVERIFY(tidy.waitForFinished(120'000));
    QVERIFY2(tidy.exitCode() == 0, seedText + '\n' + tidy.readAllStandardError().left(2000));
}

void TestExports::castPlaysInAsciinema()
{
    const ExportedRecording some({{Stream::Output, 5,
                                   "gr\xc3\xbc\xc3\x9f"
                                   "e\n"},
                                  {Stream::Error, 40, "\x1b[31merr\x1b[m\r\n"},
                                  {Stream::Output, 41, "end"}});
    const QByteArray cast =
        exported([&](QIODevice &to) { return exportCast(*some.recording, CastVersion::V2, to); });
    if (QStandardPaths::findExecutable(QStringLiteral("asciinema")).isEmpty())
        QSKIP("asciinema is not installed");
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("x.cast")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(cast) == cast.size());
    file.close();
    qputenv("LC_ALL", "C.UTF-8"); // asciinema refuses others
    // It wants a terminal, which it makes raw: no \r is added on the way.
    QCOMPARE(outputOf(QStringLiteral("script"),
                      {QStringLiteral("-qec"), QStringLiteral("asciinema cat ") + file.fileName(),
                       QStringLiteral("/dev/null")}),
             QByteArray("gr\xc3\xbc\xc3\x9f"
                        "e\r\n\x1b[31merr\x1b[m\r\nend"));
}

void TestExports::castVersion2TellsTimesFromTheStart()
{
    const ExportedRecording some({{Stream::Output, 5, "a\n"}, {Stream::Error, 1040, "b"}});
    ExportLosses losses;
    const QByteArray cast =
        exported([&](QIODevice &to) { return exportCast(*some.recording, CastVersion::V2, to, &losses); });
    const QList<QByteArray> lines = cast.split('\n');
    const QJsonObject header = QJsonDocument::fromJson(lines[0]).object();
    QCOMPARE(header[QLatin1String("version")].toInt(), 2);
    QVERIFY(header[QLatin1String("width")].toInt() > 0 && header[QLatin1String("height")].toInt() > 0);
    QCOMPARE(header[QLatin1String("timestamp")].toInteger(),
             some.recording->record().started.toSecsSinceEpoch());
    QCOMPARE(lines[1], QByteArray("[0.005,\"o\",\"a\\r\\n\"]"));
    QCOMPARE(lines[2], QByteArray("[1.040,\"o\",\"b\"]"));
    QCOMPARE(losses.sentences(), QStringList(QStringLiteral("1 byte of stderr not told apart from stdout")));
}

void TestExports::castVersion3TellsIntervalsAndTheExit()
{
    const ExportedRecording some({{Stream::Output, 5, "a"}, {Stream::Output, 1040, "b"}});
    const QByteArray cast =
        exported([&](QIODevice &to) { return exportCast(*some.recording, CastVersion::V3, to); });
    const QList<QByteArray> lines = cast.split('\n');
    const QJsonObject header = QJsonDocument::fromJson(lines[0]).object();
    QCOMPARE(header[QLatin1String("version")].toInt(), 3);
    QVERIFY(header[QLatin1String("term")].toObject()[QLatin1String("cols")].toInt() > 0);
    QCOMPARE(lines[1], QByteArray("[0.005,\"o\",\"a\"]"));
    QCOMPARE(lines[2], QByteArray("[1.035,\"o\",\"b\"]"));
    QCOMPARE(lines[3], QByteArray("[0.250,\"x\",\"3\"]"));
}

void TestExports::castReplacesWhatIsNotUtf8AndSaysSo()
{
    const ExportedRecording some = plain("a\xff\xfe"
                                         "b\xc3");
    ExportLosses losses;
    const QByteArray cast =
        exported([&](QIODevice &to) { return exportCast(*some.recording, CastVersion::V2, to, &losses); });
    QString together;
    for (const QByteArray &line : cast.split('\n').mid(1))
        together += QJsonDocument::fromJson(line).array().at(2).toString();
    QCOMPARE(together, QStringLiteral("a\ufffd\ufffdb\ufffd"));
    QCOMPARE(losses.sentences(), QStringList(QStringLiteral("3 invalid bytes replaced")));
}

void TestExports::castKeepsACharacterThatCameInTwoPieces()
{
    const ExportedRecording some({{Stream::Output, 1, "a\xe2\x82"}, {Stream::Output, 9, "\xac!"}});
    ExportLosses losses;
    const QByteArray cast =
        exported([&](QIODevice &to) { return exportCast(*some.recording, CastVersion::V2, to, &losses); });
    QVERIFY(cast.contains("[0.001,\"o\",\"a\"]\n[0.009,\"o\",\"\xe2\x82\xac!\"]"));
    QCOMPARE(losses.invalidBytes, 0);
}

void TestExports::ndjsonGivesTheExactBytesBack()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    std::vector<ExportedRecording::Piece> pieces;
    for (int i = 0; i < 200; ++i)
        pieces.push_back({random.bounded(3) ? Stream::Output : Stream::Error, i * 3,
                          hostileBytes(random, static_cast<int>(random.bounded(1, 9000)))});
    const ExportedRecording some(pieces);
    const QByteArray lines = exported([&](QIODevice &to) { return exportNdjson(*some.recording, to); });
    QByteArray together, errors, wantedErrors;
    for (const auto &piece : pieces)
        if (piece.stream == Stream::Error)
            wantedErrors += piece.bytes;
    qint64 seq = 0;
    for (const QByteArray &line : lines.split('\n')) {
        if (line.isEmpty())
            continue;
        const QJsonObject record = QJsonDocument::fromJson(line).object();
        QCOMPARE(record[QLatin1String("seq")].toInteger(), seq++);
        const QByteArray bytes =
            record.contains(QLatin1String("text"))
                ? record[QLatin1String("text")].toString().toUtf8()
                : QByteArray::fromBase64(record[QLatin1String("b64")].toString().toLatin1());
        together += bytes;
        if (record[QLatin1String("stream")].toString() == QLatin1String("stderr"))
            errors += bytes;
    }
    QVERIFY2(together == some.bytes, qPrintable(QStringLiteral("seed %1").arg(seed)));
    QVERIFY2(errors == wantedErrors, qPrintable(QStringLiteral("seed %1").arg(seed)));
}

void TestExports::scriptIsPlayedByScriptreplay()
{
    const ExportedRecording some({{Stream::Output, 5, "one\n"},
                                  {Stream::Error, 60, QByteArray("t\0wo\xff\n", 6)},
                                  {Stream::Output, 90, "three"}});
    QTemporaryDir folder;
    const QString log = folder.filePath(QStringLiteral("typescript"));
    QVERIFY(exportRecording(some.recording, QStringLiteral("script"), log));
    if (QStandardPaths::findExecutable(QStringLiteral("scriptreplay")).isEmpty())
        QSKIP("scriptreplay is not installed");
    const QByteArray played = outputOf(
        QStringLiteral("scriptreplay"),
        {QStringLiteral("--log-timing"), log + QStringLiteral(".timing"), QStringLiteral("--log-out"), log});
    QVERIFY2(played.startsWith(some.bytes), played);
    const QByteArray summary =
        outputOf(QStringLiteral("scriptreplay"), {QStringLiteral("--summary"), QStringLiteral("--log-timing"),
                                                  log + QStringLiteral(".timing")});
    QVERIFY2(summary.contains("EXIT_CODE:  3") && summary.contains("DURATION:  0.340"), summary);
}

void TestExports::scriptToStandardOutputIsRefused()
{
    const ExportedRecording some = plain("x");
    const auto done = exportRecording(some.recording, QStringLiteral("script"), QStringLiteral("-"));
    QVERIFY(!done && done.error().contains(QLatin1String("-o FILE")));
}

void TestExports::theEndingTellsTheFormat()
{
    const ExportedRecording some = plain("\x1b[1mx\x1b[m\n");
    const std::pair<const char *, const char *> wanted[] = {
        {"a.log", "\x1b[1mx"},
        {"a.txt", "x\n"},
        {"a.HTML", "<!DOCTYPE html>"},
        {"a.cast", "{"},
        {"a.ndjson", "{\"ts\":\"2024-05-06T07:08:09.010Z\""}};
    for (const auto &[name, start] : wanted) {
        QTemporaryDir folder;
        QFile file(folder.filePath(QLatin1String(name)));
        QVERIFY(checkSaveEnding(file.fileName()));
        QVERIFY(saveRecording(some.recording, some.recording->record(), file.fileName()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(file.readAll().startsWith(start), name);
    }
    QVERIFY(!checkSaveEnding(QStringLiteral("a.pdf")));
}

void TestExports::textTellsHowManyBytesWereInvalid()
{
    const ExportedRecording some = plain("a\xff\xfe"
                                         "b\n\x80\n");
    ExportLosses losses;
    const QByteArray text =
        exported([&](QIODevice &to) { return exportText(*some.recording->capture(), to, &losses); });
    QCOMPARE(QString::fromUtf8(text), QStringLiteral("a\ufffd\ufffdb\n\ufffd\n"));
    QCOMPARE(losses.sentences(), QStringList(QStringLiteral("3 invalid bytes replaced")));
}

void TestExports::whatIsMaskedOfTheCommandIsInNoExport_data()
{
    QTest::addColumn<QString>("format");
    for (const QString &format : exportFormats())
        QTest::newRow(qPrintable(format)) << format;
}

void TestExports::whatIsMaskedOfTheCommandIsInNoExport()
{
    QFETCH(const QString, format);
    ExportedRecording kept({{Stream::Output, 1, "output\n"}});
    kept.recording->record().command.arguments = {QStringLiteral("--key=hunter2hunter2")};
    kept.recording->record().masks = MaskRules::make({"hunter2hunter2"}, {});
    const QTemporaryDir folder;
    const auto exported = exportRecording(kept.recording, format, folder.filePath(QStringLiteral("x")));
    QVERIFY2(exported, qPrintable(exported ? QString() : exported.error()));
    for (const QString &name : QDir(folder.path()).entryList(QDir::Files)) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains("hunter2"), qPrintable(name));
    }
}

QTEST_GUILESS_MAIN(TestExports)
#include "tst_exports.moc"
