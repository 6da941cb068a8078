// The options of `runnel grep` against those of GNU grep.

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace
{

struct Result {
    int status = -1;
    QByteArray out;
    QByteArray err;
};

} // namespace

class tst_Grep : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void optionsMeanWhatGrepMeans_data();
    void optionsMeanWhatGrepMeans();
    void sessionsAreSearchedByTheirIds();
    void aBadPatternIsExplained();
    void whatIsMissingIsToldAndTheRestSearched();
    void escapesAreNoPartOfWhatIsSearched();
    void aBinaryFileIsNotPrinted();
    void aVeryLongRowIsPrintedWhole();

private:
    Result run(const QString &program, const QStringList &arguments) const;
    Result runnel(const QStringList &arguments) const
    {
        return run(QStringLiteral(RUNNEL_PROGRAM), QStringList(QStringLiteral("grep")) + arguments);
    }
    void write(const QString &name, const QByteArray &bytes) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_Grep::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    write(QStringLiteral("one"),
          "alpha\nbeta error 1\n\ngamma\ndelta Error 2 error\nepsilon\nzeta\neta theta\nerror\niota");
    write(QStringLiteral("two"), "kappa\nlambda.error\nmu\r\nerrors\nnu [x] (y)\nxi\n");
    write(QStringLiteral("empty"), "");
}

void tst_Grep::write(const QString &name, const QByteArray &bytes) const
{
    QFile file(m_folder->filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

Result tst_Grep::run(const QString &program, const QStringList &arguments) const
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    environment.insert(QStringLiteral("RUNNEL_HOME"), m_folder->filePath(QStringLiteral("home")));
    environment.remove(QStringLiteral("GREP_COLORS"));
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(m_folder->path());
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(program, arguments);
    if (!process.waitForFinished(120'000))
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

void tst_Grep::optionsMeanWhatGrepMeans_data()
{
    QTest::addColumn<QString>("line");
    for (const char *line : {"error one",
                             "error one two",
                             "-c error one two empty",
                             "-i error one",
                             "-v error one",
                             "-vc error one two",
                             "-n error one two",
                             "-in error one",
                             "-w error one two",
                             "-F [x] two",
                             "-F -i (Y) two",
                             "-m 1 error one two",
                             "-m 0 error one",
                             "-m 2 -c error one",
                             "-A 1 error one",
                             "-B 1 error one",
                             "-C 1 error one two",
                             "-A 2 -B 1 -n error one",
                             "-m 1 -A 5 error one",
                             "-C 1 -v a one",
                             "-n -C 2 gamma one",
                             "--color=always error one two",
                             "--color=always -n -A 1 error one two",
                             "--color=always -v error one",
                             "--color=always -C 1 -v error one",
                             "--color=always -c error one two",
                             "--color=never error one",
                             "--color error one",
                             "-o error one two",
                             "-on err.r one",
                             "-l error one two empty",
                             "-q error one",
                             "-q nothing one",
                             "nothing one two",
                             "-c nothing one two",
                             "-H error one",
                             "-h error one two",
                             "-v nothing empty",
                             "-c x empty",
                             "^$ one",
                             "-n ^ one",
                             "-c $ one",
                             "-e alpha -e iota one",
                             "-m 1 -v error one",
                             "-E (beta|zeta) one",
                             "-A 1 -m 2 -n error one two",
                             "-w -o error. two",
                             "mu$ two",
                             "-i -w ERROR one two"})
        QTest::newRow(line) << QString::fromLatin1(line);
}

void tst_Grep::optionsMeanWhatGrepMeans()
{
    QFETCH(QString, line);
    const QStringList words = line.split(u' ', Qt::SkipEmptyParts);
    QStringList theirs = words;
    if (!words.contains(QLatin1String("-F")) && !words.contains(QLatin1String("-E")))
        theirs.prepend(QStringLiteral("-E"));
    const Result expected = run(QStringLiteral("grep"), theirs);
    const Result result = runnel(words);
    QCOMPARE(result.out, expected.out);
    QCOMPARE(result.status, expected.status);
    QCOMPARE(result.err, QByteArray());
}

void tst_Grep::sessionsAreSearchedByTheirIds()
{
    const QString program = QStringLiteral(RUNNEL_PROGRAM);
    for (const char *word : {"first", "second"})
        QCOMPARE(run(program, {QStringLiteral("run"), QStringLiteral("--"), QStringLiteral("echo"),
                               QString::fromLatin1(word)})
                     .status,
                 0);
    QCOMPARE(runnel({QStringLiteral("second"), QStringLiteral("last")}).out, QByteArray("second\n"));
    const Result all = runnel({QStringLiteral("-c"), QStringLiteral("first")});
    QCOMPARE(all.status, 0);
    const QStringList ids = QDir(m_folder->filePath(QStringLiteral("home/sessions")))
                                .entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    QCOMPARE(ids.size(), 2);
    for (const QString &id : ids)
        QVERIFY(all.out.contains((id + QStringLiteral(":")).toUtf8()));
    QCOMPARE(all.out.count(":1\n"), 1);
    QCOMPARE(all.out.count(":0\n"), 1);
}

void tst_Grep::aBadPatternIsExplained()
{
    const Result result = runnel({QStringLiteral("ab(c"), QStringLiteral("one")});
    QCOMPARE(result.status, 2);
    QVERIFY(result.out.isEmpty());
    QVERIFY(result.err.startsWith("runnel: the pattern cannot be used: "));
    QVERIFY(result.err.contains("parenthesis"));
    QCOMPARE(runnel({}).status, 2);
    QCOMPARE(runnel({QStringLiteral("-A"), QStringLiteral("x"), QStringLiteral("y"), QStringLiteral("one")})
                 .status,
             2);
}

void tst_Grep::whatIsMissingIsToldAndTheRestSearched()
{
    const Result result =
        runnel({QStringLiteral("alpha"), QStringLiteral("./nowhere"), QStringLiteral("one")});
    QCOMPARE(result.status, 2);
    QCOMPARE(result.out, QByteArray("one:alpha\n"));
    QCOMPARE(result.err, QByteArray("runnel: ./nowhere: no such file\n"));
    QCOMPARE(runnel({QStringLiteral("-q"), QStringLiteral("alpha"), QStringLiteral("./nowhere"),
                     QStringLiteral("one")})
                 .status,
             0);
}

void tst_Grep::escapesAreNoPartOfWhatIsSearched()
{
    write(QStringLiteral("styled"), "\x1b[31mer\x1b[1mror\x1b[0m: x\n\x1b]0;error\x07 title\n");
    const Result result = runnel({QStringLiteral("^error"), QStringLiteral("styled")});
    QCOMPARE(result.out, QByteArray("\x1b[31mer\x1b[1mror\x1b[0m: x\n"));
    QCOMPARE(runnel({QStringLiteral("-c"), QStringLiteral("error"), QStringLiteral("styled")}).out,
             QByteArray("1\n"));
}

void tst_Grep::aBinaryFileIsNotPrinted()
{
    write(QStringLiteral("binary"), QByteArray("text\nnul \0 here\ntext\n", 20));
    const Result result = runnel({QStringLiteral("text"), QStringLiteral("binary")});
    QCOMPARE(result.status, 0);
    QCOMPARE(result.out, QByteArray("runnel: binary: binary file matches\n"));
    QCOMPARE(runnel({QStringLiteral("-c"), QStringLiteral("text"), QStringLiteral("binary")}).out,
             QByteArray("2\n"));
    QCOMPARE(runnel({QStringLiteral("-a"), QStringLiteral("text"), QStringLiteral("binary")}).out,
             QByteArray("text\ntext\n"));
    QCOMPARE(runnel({QStringLiteral("nothing"), QStringLiteral("binary")}).status, 1);
}

void tst_Grep::aVeryLongRowIsPrintedWhole()
{
    QByteArray row(40'000'000, 'x');
    row.replace(33'000'000, 6, "needle");
    write(QStringLiteral("long"), "before\n" + row + "\nafter\n");
    const Result result = runnel({QStringLiteral("-n"), QStringLiteral("-C"), QStringLiteral("1"),
                                  QStringLiteral("needle"), QStringLiteral("long")});
    QVERIFY(result.out == "1-before\n2:" + row + "\n3-after\n");
    QCOMPARE(runnel({QStringLiteral("-c"), QStringLiteral("needle"), QStringLiteral("long")}).out,
             QByteArray("1\n"));
}

QTEST_GUILESS_MAIN(tst_Grep)
#include "tst_grep.moc"
