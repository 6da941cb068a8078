#include "pipecore/session/savename.h"

#include "pipecore/session/sessionrecord.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace pipecore;

namespace
{

SessionRecord recordOf(const QString &line)
{
    SessionRecord record;
    record.id = QStringLiteral("abc");
    record.command = Command::fromLine(line);
    record.started = QDateTime(QDate(2026, 1, 31), QTime(23, 5, 9));
    record.result = RunResult{};
    return record;
}

} // namespace

class TestSaveName : public QObject
{
    Q_OBJECT
private slots:
    void wordsInBracesAreFilledIn();
    void howItEndedIsTold_data();
    void howItEndedIsTold();
    void aCommandNeverLeadsToAnotherFolder_data();
    void aCommandNeverLeadsToAnotherFolder();
    void aLongCommandIsCut_data();
    void aLongCommandIsCut();
    void whatIsMaskedIsNotInTheName();
    void aWrongPatternIsExplained_data();
    void aWrongPatternIsExplained();
    void aNameThatIsTakenGetsANumber();
};

void TestSaveName::wordsInBracesAreFilledIn()
{
    QCOMPARE(nameFromPattern(QStringLiteral("{date}/{time} {name} {exit} {id}.log"),
                             recordOf(QStringLiteral("/usr/bin/make -j8"))),
             QStringLiteral("2026-01-31/23-05-09 make 0 abc.log"));
    QCOMPARE(nameFromPattern(QStringLiteral("{command}.txt"), recordOf(QStringLiteral("make test"))),
             QStringLiteral("make test.txt"));
    QCOMPARE(nameFromPattern(QStringLiteral("{name}.txt"), recordOf(QStringLiteral("make | cat"))),
             QStringLiteral("make.txt"));
}

void TestSaveName::howItEndedIsTold_data()
{
    QTest::addColumn<RunResult::Outcome>("outcome");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("told");
    QTest::newRow("exit") << RunResult::Outcome::Exited << 3 << QStringLiteral("3");
    QTest::newRow("signal") << RunResult::Outcome::Signalled << 15 << QStringLiteral("signal-15");
    QTest::newRow("not found") << RunResult::Outcome::NotFound << 0 << QStringLiteral("not-started");
}

void TestSaveName::howItEndedIsTold()
{
    QFETCH(const RunResult::Outcome, outcome);
    QFETCH(const int, code);
    SessionRecord record = recordOf(QStringLiteral("x"));
    record.result = RunResult{outcome, code, {}};
    QTEST(nameFromPattern(QStringLiteral("{exit}"), record), "told");
}

void TestSaveName::aCommandNeverLeadsToAnotherFolder_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("name");
    QTest::newRow("a path") << QStringLiteral("cat ../../etc/passwd")
                            << QStringLiteral("cat .._.._etc_passwd");
    QTest::newRow("up") << QStringLiteral("../x") << QStringLiteral("_x");
    QTest::newRow("a line break") << QStringLiteral("a\nb") << QStringLiteral("a_b");
    QTest::newRow("braces") << QStringLiteral("echo {date}") << QStringLiteral("echo {date}");
}

void TestSaveName::aCommandNeverLeadsToAnotherFolder()
{
    QFETCH(const QString, line);
    SessionRecord record = recordOf(QStringLiteral("x"));
    record.command.program = line;
    record.command.isShellLine = true;
    QTEST(nameFromPattern(QStringLiteral("{command}"), record), "name");
}

void TestSaveName::aLongCommandIsCut_data()
{
    QTest::addColumn<QString>("word");
    QTest::newRow("ascii") << QString(5000, u'x');
    QTest::newRow("three bytes each") << QString(5000, QChar(0x4e2d));
    QTest::newRow("pairs of surrogates") << QString::fromUtf8("\xf0\x9f\x98\x80").repeated(500);
}

void TestSaveName::aLongCommandIsCut()
{
    QFETCH(const QString, word);
    const QString name =
        nameFromPattern(QStringLiteral("{name} {command}.log"), recordOf(word + u' ' + word));
    QVERIFY(name.endsWith(QLatin1String(".log")));
    QVERIFY(QFile::encodeName(name).size() < 200); // a name and what QSaveFile puts behind it: 255 bytes
    QVERIFY(name.isValidUtf16());
}

void TestSaveName::whatIsMaskedIsNotInTheName()
{
    SessionRecord line = recordOf(QStringLiteral("KEY=hunter2/hunter2 deploy | cat"));
    line.masks = MaskRules::make({"hunter2/hunter2"}, {});
    QVERIFY(!nameFromPattern(QStringLiteral("{name}.log"), line).contains(QLatin1String("hunter")));
    SessionRecord record = recordOf(QStringLiteral("deploy --key=hunter2hunter2"));
    record.masks = MaskRules::make({"hunter2hunter2"}, {});
    const QString name = nameFromPattern(QStringLiteral("{command}.log"), record);
    QVERIFY2(name.startsWith(QLatin1String("deploy")) && !name.contains(QLatin1String("hunter")),
             qPrintable(name));
}

void TestSaveName::aWrongPatternIsExplained_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("told");
    QTest::newRow("fine") << QStringLiteral("{date}/{name}.log") << QString();
    QTest::newRow("unknown word") << QStringLiteral("{day}.log") << QStringLiteral("{day}");
    QTest::newRow("no format") << QStringLiteral("{name}.exe") << QStringLiteral(".log");
    QTest::newRow("no name") << QStringLiteral("{date}/") << QStringLiteral("no name");
    QTest::newRow("out of the folder") << QStringLiteral("../{name}.log") << QStringLiteral("folder");
    QTest::newRow("from the root") << QStringLiteral("/{name}.log") << QStringLiteral("folder");
}

void TestSaveName::aWrongPatternIsExplained()
{
    QFETCH(const QString, pattern);
    QFETCH(const QString, told);
    const auto checked = checkNamePattern(pattern);
    QCOMPARE(checked.has_value(), told.isEmpty());
    if (!checked)
        QVERIFY2(checked.error().contains(told), qPrintable(checked.error()));
}

void TestSaveName::aNameThatIsTakenGetsANumber()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("new/a.b.log"));
    for (const char *name : {"a.b.log", "a.b 2.log", "a.b 3.log"}) {
        const auto free = freePath(path);
        QVERIFY(free);
        QCOMPARE(*free, folder.filePath(QStringLiteral("new/") + QLatin1String(name)));
        QFile file(*free);
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    const auto impossible = freePath(path + QStringLiteral("/x.log")); // that is a file
    QVERIFY(!impossible);
    QVERIFY(impossible.error().contains(QLatin1String("a.b.log")));
}

QTEST_GUILESS_MAIN(TestSaveName)
#include "tst_savename.moc"
