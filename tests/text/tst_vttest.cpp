#include "pipecore/run/pseudoterminal.h"
#include "tests/text/shownscreen.h"
#include "tests/text/tmuxscreen.h"

#include <QElapsedTimer>
#include <QHash>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <cerrno>

#include <poll.h>
#include <unistd.h>

using namespace pipecore;

namespace
{

constexpr int kPatience = 60'000; // ms
constexpr TerminalSize kSize{80, 24};

// What differs, and why. One that no longer does fails the test.
constexpr char k132Columns[] =
    "it wants 132 columns: tmux clears the screen, ours does nothing, as xterm at first";
constexpr char kWholeScreen[] = "the whole screen inverse (DECSCNM): tmux does not know it, ours does";

struct Known {
    enum Kind { Nothing, Text, Look } kind = Nothing;
    const char *why = nullptr;
};
const QHash<QByteArray, Known> kKnown{
    {"1, screen 2", {Known::Text, k132Columns}},
    {"1, screen 3", {Known::Text, k132Columns}},
    {"1, screen 4", {Known::Text, k132Columns}},
    {"2, screen 3", {Known::Look, kWholeScreen}},
    {"2, screen 4", {Known::Look, kWholeScreen}},
    {"2, screen 11",
     {Known::Text,
      "a new scroll region with origin mode: tmux puts the cursor into the first row of the screen, "
      "ours into that of the region, as vttest wants it"}},
    {"2, screen 14", {Known::Look, kWholeScreen}},
    {"2, screen 15", {Known::Text, "libvterm does not save the character sets with the cursor (DECSC)"}},
    {"8, screen 13", {Known::Text, "rows of double width in 132 columns: tmux knows neither"}},
};

/// vttest, at a terminal that is ours: what it asks the terminal is answered by our screen.
class VtTest
{
public:
    VtTest() : m_terminal(PseudoTerminal::make(kSize))
    {
        m_process.setChildProcessModifier([end = m_terminal.commandEnd.get()] { enterTerminal(end); });
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("TERM"), QStringLiteral("xterm-256color"));
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::ForwardedChannels);
        m_process.start(QStringLiteral("vttest"), QStringList());
        m_process.waitForStarted();
        m_terminal.commandEnd.reset();
    }
    ~VtTest()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    void type(const QByteArray &keys)
    {
        m_typedAt = m_bytes.size();
        QByteArray rest = keys;
        while (!rest.isEmpty()) {
            const ssize_t n = ::write(m_terminal.ourEnd.get(), rest.constData(), size_t(rest.size()));
            if (n > 0)
                rest.remove(0, n);
            else if (errno == EAGAIN || errno == EINTR)
                QTest::qSleep(1);
            else
                return; // it has ended: what is waited for next does not come
        }
    }
    /// Waits until it asks for a key (true: for RETURN, to go on; false: for a menu's number).
    std::optional<bool> waitForPrompt()
    {
        QElapsedTimer patience;
        patience.start();
        while (!patience.hasExpired(kPatience)) {
            pollfd ready{m_terminal.ourEnd.get(), POLLIN, 0};
            if (::poll(&ready, 1, kSilence) > 0) {
                char buffer[4096];
                const ssize_t n = ::read(m_terminal.ourEnd.get(), buffer, sizeof buffer);
                if (n <= 0)
                    return {};
                m_bytes.append(buffer, n);
                m_screen.feed(buffer, n);
                continue;
            }
            const QByteArray since = m_bytes.mid(m_typedAt);
            const qsizetype push = since.lastIndexOf("Push <RETURN>"),
                            menu = since.lastIndexOf("Enter choice number");
            if (push >= 0 || menu >= 0)
                return push > menu;
        }
        return {};
    }
    /// All that it has written so far.
    const QByteArray &bytes() const { return m_bytes; }

private:
    static constexpr int kSilence = 150; // ms, after which it waits

    PseudoTerminal m_terminal;
    QProcess m_process;
    QByteArray m_bytes;
    qsizetype m_typedAt = 0;
    TerminalScreen m_screen{
        kSize.columns, kSize.rows, [](const CellLine &) {},
        [this](const QByteArray &answer) {
            if (::write(m_terminal.ourEnd.get(), answer.constData(), size_t(answer.size())) < 0)
                qWarning("an answer was lost");
        }};
};

} // namespace

class TestVtTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void screensAreAsTmuxShowsThem_data();
    void screensAreAsTmuxShowsThem();

private:
    struct Screen {
        QByteArray name;
        QByteArray bytes; // all that led to it
    };
    void walk(const QByteArray &choices);

    QList<Screen> m_screens;
    std::unique_ptr<TmuxScreen> m_tmux;
};

// Each screen of one test, which is found by the numbers in the menus that lead to it.
void TestVtTest::walk(const QByteArray &choices)
{
    VtTest test;
    for (const QByteArray &choice : choices.split(' ')) {
        QCOMPARE(test.waitForPrompt(), std::optional(false));
        test.type(choice + '\r');
    }
    for (int i = 1;; ++i) {
        const std::optional<bool> more = test.waitForPrompt();
        QVERIFY2(more.has_value(), choices);
        if (!*more)
            break;
        m_screens << Screen{choices + ", screen " + QByteArray::number(i), test.bytes()};
        test.type("\r");
    }
}

void TestVtTest::initTestCase()
{
    if (QStandardPaths::findExecutable(QStringLiteral("vttest")).isEmpty() || !TmuxScreen::isInstalled())
        QSKIP("vttest or tmux is not installed");
    m_tmux = std::make_unique<TmuxScreen>(kSize);
    for (const char *choices : {"1", "2", "8", "11 6 2"})
        walk(choices);
}

void TestVtTest::screensAreAsTmuxShowsThem_data()
{
    QTest::addColumn<QByteArray>("bytes");
    for (const Screen &screen : std::as_const(m_screens))
        QTest::newRow(screen.name) << screen.bytes;
}

void TestVtTest::screensAreAsTmuxShowsThem()
{
    QFETCH(QByteArray, bytes);
    const auto theirs = m_tmux->show(bytes);
    QVERIFY(theirs.has_value());
    const ShownScreen ours = shownByUs(bytes, kSize);
    const Known known = kKnown.value(QTest::currentDataTag());
    if (known.kind == Known::Text)
        QEXPECT_FAIL(QTest::currentDataTag(), known.why, Abort);
    QCOMPARE(textDifference(ours, *theirs), QString());
    QCOMPARE(cursorDifference(ours, *theirs), QString());
    if (known.kind == Known::Look)
        QEXPECT_FAIL(QTest::currentDataTag(), known.why, Abort);
    QCOMPARE(lookDifference(ours, *theirs), QString());
}

QTEST_GUILESS_MAIN(TestVtTest)
#include "tst_vttest.moc"
