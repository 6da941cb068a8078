#include "pipecore/text/textscreen.h"

#include "tests/support/memory.h"
#include "tests/support/randomtest.h"
#include "tests/support/sanitizer.h"
#include "tests/text/randomstream.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace pipecore;

namespace
{

QByteArray withoutTrailingBlanks(const QByteArray &text)
{
    QByteArrayList rows = text.split('\n');
    for (QByteArray &row : rows)
        while (row.endsWith(' '))
            row.chop(1);
    while (!rows.isEmpty() && rows.back().isEmpty())
        rows.removeLast();
    return rows.join('\n');
}

class Shown
{
public:
    Shown() : m_screen([this](const CellLine &row) { m_text += row.text().toUtf8() + '\n'; }) {}
    void feed(QByteArrayView bytes) { m_screen.feed(bytes.data(), bytes.size()); }
    QByteArray finish()
    {
        m_screen.finish();
        return withoutTrailingBlanks(m_text);
    }

private:
    QByteArray m_text;
    TextScreen m_screen;
};

QByteArray shown(const QByteArray &bytes)
{
    Shown screen;
    screen.feed(bytes);
    return screen.finish();
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A terminal to compare with: tmux, of a size that nothing reaches.
class Tmux
{
public:
    Tmux() : m_program(QStandardPaths::findExecutable(QStringLiteral("tmux"))) {}
    ~Tmux()
    {
        if (isThere())
            run({QStringLiteral("kill-server")});
    }
    bool isThere() const { return !m_program.isEmpty(); }

    QByteArray show(const QByteArray &bytes)
    {
        const QString input = m_folder.filePath(QStringLiteral("in")),
                      done = m_folder.filePath(QStringLiteral("done"));
        QFile::remove(done);
        QFile file(input);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            return {};
        file.close();
        // Raw: what is compared is the terminal, not the driver before it.
        const QString command =
            QStringLiteral(
                "stty raw -echo; cat '%1'; printf '\\033[5n'; head -c 1 >/dev/null; touch '%2'; sleep 1000")
                .arg(input, done);
        if (!m_started)
            run({QStringLiteral("new-session"), QStringLiteral("-d"), QStringLiteral("-x"),
                 QStringLiteral("500"), QStringLiteral("-y"), QStringLiteral("200"), command});
        else
            run({QStringLiteral("respawn-pane"), QStringLiteral("-k"), command});
        m_started = true;
        // The answer to a request for status comes when all before it was taken.
        for (int i = 0; i < 3000 && !QFile::exists(done); ++i)
            QTest::qSleep(5);
        return withoutTrailingBlanks(run({QStringLiteral("capture-pane"), QStringLiteral("-p")}));
    }

private:
    QByteArray run(const QStringList &arguments)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        environment.insert(QStringLiteral("TERM"), QStringLiteral("xterm-256color"));
        environment.remove(QStringLiteral("TMUX"));
        process.setProcessEnvironment(environment);
        process.start(m_program,
                      QStringList{QStringLiteral("-u"), QStringLiteral("-f"), QStringLiteral("/dev/null"),
                                  QStringLiteral("-S"), m_folder.filePath(QStringLiteral("socket"))} +
                          arguments);
        process.waitForFinished(-1);
        return process.readAllStandardOutput();
    }

    const QString m_program;
    QTemporaryDir m_folder;
    bool m_started = false;
};

} // namespace

class TestTextScreen : public QObject
{
    Q_OBJECT
private slots:
    void sequencesDoWhatATerminalDoes_data();
    void sequencesDoWhatATerminalDoes();
    void recordedProgramsShowWhatATerminalShowed_data();
    void recordedProgramsShowWhatATerminalShowed();
    void randomStreamsShowWhatTmuxShows();
    void piecesOfAnySizeShowTheSame();
    void rowsFarAboveAreFinal();
    void longRowsAreNotCut();
    void fewBytesMakeNoLongRow();
    void longRowsAreNotMovedForEver();
    void hostileStreamsNeedLittleMemory_data();
    void hostileStreamsNeedLittleMemory();
};

void TestTextScreen::sequencesDoWhatATerminalDoes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const QByteArray &bytes, const char *text) {
        QTest::newRow(name) << bytes << QByteArray(text);
    };
    row("lines", "a\nb\nc", "a\nb\nc");
    row("CR LF", "a\r\nb\r\n", "a\nb");
    row("no output", "", "");
    row("empty lines in the midst stay", "\n\na\n\n\n", "\n\na");
    row("up and over", "one\ntwo\x1b[A\rX", "Xne\ntwo");
    row("CPL and CNL", "one\ntwo\x1b[FX\x1b[EY", "Xne\nYwo");
    row("CUP", "one\ntwo\x1b[1;2HX", "oXe\ntwo");
    row("VPA", "one\ntwo\x1b[1dX", "oneX\ntwo");
    row("up beyond the top", "a\x1b[99A\rX", "X");
    row("ED 0", "one\ntwo\x1b[1;2H\x1b[J", "o");
    row("ED 1", "one\ntwo\x1b[2;2H\x1b[1J", "\n  o");
    row("ED 2 leaves the cursor", "one\ntwo\x1b[2JX", "\n   X");
    row("IL", "a\nb\x1b[1;1H\x1b[LX", "X\na\nb");
    row("DL", "a\nb\nc\x1b[1;1H\x1b[M", "b\nc");
    row("save and restore",
        "ab\x1b"
        "7cd\nef\x1b"
        "8X",
        "abXd\nef");
    row("restore of nothing goes home",
        "ab\ncd\x1b"
        "8X",
        "Xb\ncd");
    row("reverse index", "a\nb\x1bMX", "aX\nb");
    row("reverse index at the top", "a\r\x1bMX", "X\na");
    row("index",
        "a\x1b"
        "Db",
        "a\n b");
    row("next line",
        "a\x1b"
        "Eb",
        "a\nb");
    row("vertical tab and form feed", "a\vb\fc", "a\n b\n  c");
    row("the alternate screen leaves nothing", "main\x1b[?1049h\x1b[Halt\n\nmore\x1b[?1049l goes on",
        "main goes on");
    row("the alternate screen twice", "m\x1b[?1049hx\x1b[?1049h\x1b[?1049l\x1b[?1049ln", "mn");
    row("sequences of the alternate screen", "a\nb\x1b[?1049h\x1b[2J\x1b[1;1Hxyz\x1b[?1049lc", "a\nbc");
    row("with intermediate bytes they mean other things", "a\nb\x1b[1 A\rX\x1b[2$L", "a\nX");
    row("controls are not shown",
        QByteArray("a\0\x01\x7f"
                   "b\a",
                   6),
        "ab");
    row("an invalid byte",
        "a\xff"
        "b",
        "a\xef\xbf\xbd"
        "b");
    row("a broken character is one",
        "a\xe4\xb8"
        "b",
        "a\xef\xbf\xbd"
        "b");
    row("RIS",
        "old\n\x1b"
        "cnew",
        "new");
}

void TestTextScreen::sequencesDoWhatATerminalDoes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, text);
    QCOMPARE(shown(bytes), text);
}

void TestTextScreen::recordedProgramsShowWhatATerminalShowed_data()
{
    QTest::addColumn<QString>("name");
    const QDir folder(QStringLiteral(RUNNEL_TEST_DATA "/outputs"));
    for (const QString &raw : folder.entryList({QStringLiteral("*.raw")}))
        QTest::newRow(qPrintable(raw)) << folder.filePath(raw.chopped(4));
}

void TestTextScreen::recordedProgramsShowWhatATerminalShowed()
{
    QFETCH(QString, name);
    const QByteArray raw = contentOf(name + QStringLiteral(".raw"));
    const QByteArray expected = contentOf(name + QStringLiteral(".txt"));
    QVERIFY(!raw.isEmpty() && !expected.isEmpty());
    // Laid-out text, whose tabs and form feeds the export keeps, is not what a screen shows.
    QCOMPARE(shown(raw), expected.contains('\t') ? shown(expected) : withoutTrailingBlanks(expected));
}

void TestTextScreen::randomStreamsShowWhatTmuxShows()
{
    Tmux tmux;
    if (!tmux.isThere())
        QSKIP("tmux is not installed");
    QRandomGenerator random = seededGenerator();
    const int streams = qEnvironmentVariableIntValue("RUNNEL_TEST_LONG") ? 2000 : 40;
    for (int i = 0; i < streams; ++i) {
        const QByteArray bytes = randomStream(random);
        Shown screen;
        inRandomPieces(bytes, 30, random, [&](QByteArrayView piece) { screen.feed(piece); });
        const QByteArray ours = screen.finish(), theirs = tmux.show(bytes);
        if (ours != theirs)
            qInfo() << "stream" << bytes << "\nours" << ours << "\ntmux" << theirs;
        QCOMPARE(ours, theirs);
    }
}

void TestTextScreen::piecesOfAnySizeShowTheSame()
{
    QRandomGenerator random = seededGenerator();
    for (int i = 0; i < 200; ++i) {
        QByteArray bytes = randomStream(random);
        for (int n = 0; n < 10; ++n)
            bytes[random.bounded(static_cast<int>(bytes.size()))] = static_cast<char>(random.bounded(256));
        Shown screen;
        inRandomPieces(bytes, 1 << random.bounded(7), random,
                       [&](QByteArrayView piece) { screen.feed(piece); });
        QCOMPARE(screen.finish(), shown(bytes));
    }
}

void TestTextScreen::rowsFarAboveAreFinal()
{
    size_t given = 0;
    QByteArray last;
    TextScreen screen([&](const CellLine &row) {
        ++given;
        last = row.text().toUtf8();
    });
    QByteArray lines;
    for (size_t i = 0; i < TextScreen::kMostRows + 500; ++i)
        lines += QByteArray::number(static_cast<qulonglong>(i)) + '\n';
    screen.feed(lines.constData(), lines.size());
    QCOMPARE(given, 501u);
    screen.feed("\x1b[99999A\rX", 10);
    screen.finish();
    QCOMPARE(given, TextScreen::kMostRows + 500);
    QCOMPARE(last, QByteArray::number(static_cast<qulonglong>(TextScreen::kMostRows + 499)));
}

void TestTextScreen::longRowsAreNotCut()
{
    constexpr int kColumns = 2'000'000;
    QByteArray expected(kColumns, 'x');
    const QByteArray bytes =
        "\x1b[31m" + expected + "\x1b[m\x1b[1500001GZ\b\b\x1b[CZ\x1b[99999999Gend\rY\nnext";
    expected += "end";
    expected[0] = 'Y';
    expected[1'500'000] = 'Z';
    QCOMPARE(shown(bytes), expected + "\nnext");
}

void TestTextScreen::fewBytesMakeNoLongRow()
{
    for (const QByteArray jump : {"\x1b[99999999G", "\x1b[99999999C", "\x1b[1;99999999H", "\x1b[99999999I"})
        QVERIFY(shown(jump + jump + "x").size() <= CellLine::kMostColumns + 1);
    for (const QByteArray stretch : {"\x1b[99999999@", "\x1b[44m\x1b[99999999C\x1b[99999999X"})
        QVERIFY(shown("x\r" + stretch.repeated(8)).size() <= CellLine::kMostColumns + 1);
}

// Were each sequence to touch all of the row, this would take hours.
void TestTextScreen::longRowsAreNotMovedForEver()
{
    const QByteArray row(TextScreen::kMostColumns - 10, 'x');
    for (const QByteArray sequence : {"\x1b[@", "\x1b[P", "\x1b[1K", "\x1b[44m\x1b[2K", "\x1b[2Ky"})
        QVERIFY(shown(row + (sequence.contains('K') ? "" : "\r") + sequence.repeated(200'000)).size() <=
                TextScreen::kMostColumns);
}

void TestTextScreen::hostileStreamsNeedLittleMemory_data()
{
    QTest::addColumn<QByteArray>("piece");
    QTest::addColumn<int>("pieces");
    QTest::newRow("a string of 100 MB without an end") << QByteArray(1 << 20, 'A') << 100;
    QTest::newRow("wide rows") << QByteArray("\x1b[80000GX\n") << 2'000;
    QTest::newRow("wide rows, moving down") << QByteArray("\x1b[80000GX\x1b[B") << 2'000;
    QTest::newRow("inserted rows") << QByteArray("\x1b[1000L") << 1'000;
    QTest::newRow("inserted rows above") << QByteArray("\x1bM") << 200'000;
    QTest::newRow("far jumps") << QByteArray("\x1b[9999B") << 300;
    QTest::newRow("wide rows in the alternate screen") << QByteArray("\x1b[?1049h\x1b[80000GX\n") << 2'000;
}

void TestTextScreen::hostileStreamsNeedLittleMemory()
{
    QFETCH(QByteArray, piece);
    QFETCH(int, pieces);
    TextScreen screen([](const CellLine &) {});
    if (QByteArray(QTest::currentDataTag()).startsWith("a string"))
        screen.feed("\x1b]0;", 4);
    const qint64 before = peakMemoryKb();
    for (int i = 0; i < pieces; ++i)
        screen.feed(piece.constData(), piece.size());
    screen.finish();
    const qint64 grown = peakMemoryKb() - before;
    QVERIFY2(kSanitized || grown < 300 * 1024, qPrintable(QString::number(grown)));
}

QTEST_GUILESS_MAIN(TestTextScreen)
#include "tst_textscreen.moc"
