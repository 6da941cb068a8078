#include "pipecore/session/filteredrows.h"
#include "pipecore/session/problems.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace pipecore;

class tst_Problems : public QObject
{
    Q_OBJECT
private slots:
    void whatToolsTellIsUnderstood_data();
    void whatToolsTellIsUnderstood();
    void theUsersRulesGoFirst();
    void aRuleThatIsWrongIsSaid();

private:
    std::vector<Problem> problemsIn(const QByteArray &output, const std::vector<ProblemRule> &own = {});
    QTemporaryDir m_folder;
    int m_files = 0;
};

std::vector<Problem> tst_Problems::problemsIn(const QByteArray &output, const std::vector<ProblemRule> &own)
{
    QFile file(m_folder.filePath(QString::number(++m_files)));
    if (!file.open(QIODevice::WriteOnly) || file.write(output) != output.size())
        return {};
    file.close();
    const Recording::Ptr recording = *Recording::openFile(file.fileName());
    recording->startIndexing();
    recording->waitForIndex();
    auto test = ProblemReader::test(own);
    if (!test)
        return {};
    const auto search = std::make_shared<LiveSearch>(recording->capture(), **test);
    if (!QTest::qWaitFor([&] { return search->isComplete(); }, 60'000))
        return {};
    ProblemReader reader(recording, own);
    std::vector<Problem> problems;
    for (const qint64 row : FoundRows(recording, search, std::move(*test)).numbers(0, 1000))
        if (const auto problem = reader.at(row))
            problems.push_back(*problem);
    return problems;
}

void tst_Problems::whatToolsTellIsUnderstood_data()
{
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<QByteArrayList>("problems");
    const auto row = [](const char *name, const char *output, const QByteArrayList &problems) {
        QTest::newRow(name) << QByteArray(output) << problems;
    };
    row("gcc",
        "make: Entering directory\na.c: In function 'main':\n"
        "a.c:3:5: warning: unused variable 'x' [-Wunused-variable]\n    3 |     int x;\n"
        "src/b.c:12:1: error: expected ';'\nsub/c.h:7: fatal error: no.h: No such file\ncompilation "
        "terminated.\n",
        {"W a.c 3 5 unused variable 'x' [-Wunused-variable]", "E src/b.c 12 1 expected ';'",
         "E sub/c.h 7 0 no.h: No such file"});
    row("clang in colour",
        "\033[1ma.cpp:1:2: \033[0m\033[0;1;31merror: \033[0m\033[1munknown type\033[0m\n1 error generated.\n",
        {"E a.cpp 1 2 unknown type"});
    row("rustc",
        "error[E0308]: mismatched types\n --> src/main.rs:4:18\n  |\n4 |     let x: i32 = \"a\";\n\n"
        "warning: unused variable: `y`\n  --> src/lib.rs:10:9\n",
        {"E src/main.rs 4 18 mismatched types", "W src/lib.rs 10 9 unused variable: `y`"});
    row("cargo", "   Compiling x v0.1.0\nerror: could not compile `x` due to previous error\n",
        {"E  0 0 could not compile `x` due to previous error"});
    row("a panic",
        "thread 'main' panicked at src/main.rs:2:5:\nthread 't' panicked at 'no', src/lib.rs:3:4\n",
        {"E src/main.rs 2 5 thread 'main' panicked at src/main.rs:2:5:", "E src/lib.rs 3 4 'no'"});
    row("Python",
        "Traceback (most recent call last):\n  File \"/a/run.py\", line 10, in <module>\n    main()\n"
        "  File \"/a/lib.py\", line 3, in main\n    x[1]\nKeyError: 1\nafter\n",
        {"E /a/lib.py 3 0 KeyError: 1"});
    row("pytest",
        "tests/test_a.py:12: AssertionError\n=== short test summary info ===\n"
        "FAILED tests/test_a.py::test_x - assert 1 == 2\nERROR tests/test_b.py - ImportError: no\n",
        {"E tests/test_a.py 12 0 AssertionError", "E tests/test_a.py 0 0 test_x - assert 1 == 2",
         "E tests/test_b.py 0 0 ImportError: no"});
    row("ninja and make",
        "[1/2] cc a.o\nFAILED: a.o \nninja: build stopped: subcommand failed.\nninja: error: loading "
        "'build.ninja'\n"
        "make[1]: *** [Makefile:3: all] Error 1\n",
        {"E  0 0 a.o", "E  0 0 loading 'build.ninja'", "E  0 0 [Makefile:3: all] Error 1"});
    row("CMake", "CMake Error at CMakeLists.txt:5 (add_library):\n  no sources\n",
        {"E CMakeLists.txt 5 0 (add_library):"});
    row("tsc",
        "src/a.ts(3,7): error TS2322: Type 'string' is not assignable.\r\n"
        "src/b.ts:9:1 - error TS1005: ';' expected.\n",
        {"E src/a.ts 3 7 TS2322: Type 'string' is not assignable.", "E src/b.ts 9 1 TS1005: ';' expected."});
    row("eslint",
        "\n/p/a.js\n  1:10  error    'x' is defined but never used  no-unused-vars\n"
        "  2:3   warning  Unexpected console statement   no-console\n\n2 problems\n",
        {"E /p/a.js 1 10 'x' is defined but never used  no-unused-vars",
         "W /p/a.js 2 3 Unexpected console statement   no-console"});
    row("nothing", "all is well\nno error here: 12:30:15\nhttp://x:80/y: fine\n 0 errors, 0 warnings\n", {});
}

void tst_Problems::whatToolsTellIsUnderstood()
{
    QFETCH(const QByteArray, output);
    QFETCH(const QByteArrayList, problems);
    QByteArrayList found;
    for (const Problem &problem : problemsIn(output))
        found << QStringLiteral("%1 %2 %3 %4 %5")
                     .arg(QChar(problem.isWarning ? u'W' : u'E'))
                     .arg(problem.file)
                     .arg(problem.line)
                     .arg(problem.column)
                     .arg(problem.text)
                     .toUtf8();
    QCOMPARE(found, problems);
}

void tst_Problems::theUsersRulesGoFirst()
{
    const auto rule =
        ProblemRule::make(QStringLiteral(R"(^BAD (?<file>\S+)@(?<line>\d+) (?<kind>\w+) (?<text>.*))"));
    QVERIFY(rule);
    const std::vector<Problem> problems = problemsIn("fine\nBAD x.y@7 warning look: error\n", {*rule});
    QCOMPARE(problems.size(), size_t(1));
    QCOMPARE(problems.front(),
             (Problem{1, true, QStringLiteral("x.y"), 7, 0, QStringLiteral("look: error")}));
}

void tst_Problems::aRuleThatIsWrongIsSaid()
{
    const auto rule = ProblemRule::make(QStringLiteral("a(b"));
    QVERIFY(!rule);
    QVERIFY2(rule.error().contains(QStringLiteral("at character 4")), qPrintable(rule.error()));
}

QTEST_GUILESS_MAIN(tst_Problems)
#include "tst_problems.moc"
