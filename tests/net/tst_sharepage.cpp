#include "sharefixture.h"
#include "webdriver.h"

using namespace sharetest;

class TestSharePage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void showsColouredOutputWhileItComes();
    void thePageWorksAsItIsServed();
    void hostileOutputIsInert();
    void survivesCutConnectionsAndARestartWithoutAGapOrADouble();
    void showsHowTheCommandEnded();
    void aWrongLinkIsSaidToBeOne();
    void aPausedViewStandsStillWhileOutputComes();
    void findsRowsAndGoesToThem();
    void aMillionRowsAreAListOfAFew();
    void aServedCommandRunsOnceForThePage();
    void fitsAPhone();

private:
    std::unique_ptr<WebDriver> m_browser;
};

void TestSharePage::initTestCase()
{
    if (!WebDriver::isThere())
        QSKIP("needs chromium and chromedriver (Debian: chromium, chromium-driver), which are not here");
    m_browser = std::make_unique<WebDriver>();
}

void TestSharePage::cleanupTestCase()
{
    m_browser.reset();
}

void TestSharePage::showsColouredOutputWhileItComes()
{
    LiveRecording live;
    const auto server = serve(live);
    m_browser->open(server->link());
    QVERIFY(m_browser->waitFor(QStringLiteral("$('state-text').textContent === 'Running'")));
    live.write("\x1b[31mred\x1b[0m plain \xe6\xbc\xa2\n");
    QVERIFY(m_browser->waitFor(QStringLiteral("shown()[0] === 'red plain 漢'")));
    QCOMPARE(
        m_browser->run(QStringLiteral("return document.querySelector('.row .f1').textContent;")).toString(),
        QStringLiteral("red"));
    live.write("10 %\r20 %");
    live.write("\r100 %\n", Stream::Output, 5);
    live.write("wrong\n", Stream::Error, 6);
    QVERIFY(m_browser->waitFor(QStringLiteral("shown()[1] === '100 %' && shown()[2] === 'wrong'")));
    QCOMPARE(
        m_browser
            ->run(QStringLiteral("return document.querySelector('.row.stderr .text').lastChild.textContent;"))
            .toString(),
        QStringLiteral("wrong"));
    for (int i = 0; i < 500; ++i)
        live.write("row " + QByteArray::number(i) + '\n', Stream::Output, 7);
    QVERIFY(m_browser->waitFor(QStringLiteral("shown().at(-1) === 'row 499'"))); // it follows
    QVERIFY(m_browser->run(QStringLiteral("return $('follow').getAttribute('aria-pressed') === 'true';"))
                .toBool());
}

void TestSharePage::thePageWorksAsItIsServed()
{
    LiveRecording live;
    live.write("x\n");
    const auto server = serve(live);
    m_browser->complaints();
    m_browser->open(server->link());
    QVERIFY(m_browser->waitFor(QStringLiteral("shown()[0] === 'x'")));
    QCOMPARE(m_browser->complaints(), QStringList());
    // The token does not stay where it can be read off.
    QVERIFY(!m_browser->run(QStringLiteral("return location.href + document.cookie;"))
                 .toString()
                 .contains(QString::fromLatin1(server->token())));
    // The cookie is enough from then on.
    m_browser->open(server->address());
    QVERIFY(m_browser->waitFor(QStringLiteral("shown()[0] === 'x'")));
}

void TestSharePage::hostileOutputIsInert()
{
    LiveRecording live;
    live.write("<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>\n"
               "\x1b]8;;javascript:window.hacked=1\x07"
               "bad\x1b]8;;\x07 "
               "\x1b]8;;data:text/html,x\x07"
               "worse\x1b]8;;\x07 "
               "\x1b]8;;https://example.org/\"onclick=\"x\x07good\x1b]8;;\x07\n"
               "\x1b]0;title\x07\x1b]52;c;aGFja2Vk\x07\x1bP+q544e\x1b\\after\n"
               "a\xe2\x80\xae"
               "b\n");
    live.write(QByteArray("\x00\xff\n", 3));
    live.write("\x1b]2;never ended");
    live.write(QByteArray(1, '\n') + "{\"stream\":\"stderr\"}\n\nevent: end\ndata: {}\n\nlast\n");
    const auto server = serve(live);
    m_browser->open(server->link());
    QVERIFY(m_browser->waitFor(QStringLiteral("shown().at(-1) === 'last'")));
    QVERIFY(m_browser->run(QStringLiteral("return window.hacked === undefined;")).toBool());
    QCOMPARE(
        m_browser->run(QStringLiteral("return document.querySelectorAll('#rows script, #rows img').length;"))
            .toInt(),
        0);
    QCOMPARE(m_browser->run(QStringLiteral("return shown()[0];")).toString(),
             QStringLiteral("<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>"));
    const QJsonArray links =
        m_browser
            ->run(
                QStringLiteral("return [...document.querySelectorAll('#rows a')].map(a => a.href + a.rel);"))
            .toArray();
    QCOMPARE(links.size(), 1);
    QVERIFY(links[0].toString().startsWith(QLatin1String("https://example.org/")));
    QVERIFY(links[0].toString().contains(QLatin1String("noopener")));
    QCOMPARE(m_browser->run(QStringLiteral("return shown()[2];")).toString(), QStringLiteral("after"));
    QVERIFY(!m_browser->run(QStringLiteral("return document.title;"))
                 .toString()
                 .contains(QLatin1String("title")));
    QCOMPARE(m_browser->run(QStringLiteral("return shown()[3];")).toString(), QStringLiteral("aU+202eb"));
    QCOMPARE(m_browser->run(QStringLiteral("return shown()[4];")).toString(), QStringLiteral("^@ff"));
    QCOMPARE(m_browser->run(QStringLiteral("return $('state-text').textContent;")).toString(),
             QStringLiteral("Running"));
}

void TestSharePage::survivesCutConnectionsAndARestartWithoutAGapOrADouble()
{
    LiveRecording live;
    ShareOptions options;
    auto server = serve(live, options);
    options.port = server->port();
    options.token = server->token();
    m_browser->open(server->link());
    QVERIFY(m_browser->waitFor(QStringLiteral("$('state-text').textContent === 'Running'")));
    int row = 0;
    const auto writeSome = [&] {
        for (int i = 0; i < 300; ++i, ++row)
            live.write("row " + QByteArray::number(row) + (i % 7 ? " \xe6\xbc\xa2\n" : " \xff\n"),
                       i % 5 ? Stream::Output : Stream::Error, row);
    };
    for (int round = 0; round < 3; ++round) {
        writeSome();
        QVERIFY(QTest::qWaitFor([&] { return !server->viewers().empty(); }, kPatience));
        for (const auto &viewer : server->viewers())
            server->disconnectViewer(viewer.id);
        writeSome();
        QVERIFY(m_browser->waitFor(QStringLiteral("rows.end === %1").arg(row)));
    }
    server.reset();
    QVERIFY(m_browser->waitFor(QStringLiteral("$('state-text').textContent === 'Connecting again…'")));
    writeSome();
    server = serve(live, options);
    QVERIFY(m_browser->waitFor(QStringLiteral("rows.end === %1").arg(row)));
    live.end(server.get());
    QVERIFY(m_browser->waitFor(QStringLiteral("$('state-text').textContent === 'Succeeded'")));
    QCOMPARE(m_browser
                 ->run(QStringLiteral(
                           "for (let i = 0; i < %1; ++i) if (!rows.textOf(i).startsWith('row ' + i + ' ')) "
                           "return i + ': ' + rows.textOf(i); return [rows.end, stream.offset].join();")
                           .arg(row))
                 .toString(),
             QStringLiteral("%1,%2").arg(row).arg(live.all.size()));
}

void TestSharePage::showsHowTheCommandEnded()
{
    LiveRecording live;
    live.write("x\n");
    const auto server = serve(live);
    m_browser->open(server->link());
    QVERIFY(m_browser->waitFor(QStringLiteral("$('state-text').textContent === 'Running'")));
    live.end(server.get(), 3);
    QVERIFY(m_browser->waitFor(QStringLiteral("$('state-text').textContent === 'Failed, exit code 3'")));
}

void TestSharePage::aWrongLinkIsSaidToBeOne()
{
    LiveRecording live;
    live.write("x\n");
    const auto server = serve(live);
    m_browser->open(server->address() + QStringLiteral("#wrong"));
    QVERIFY(m_browser->waitFor(
        QStringLiteral("$('state-text').textContent === 'No access' && !$('notice').hidden")));
    QCOMPARE(m_browser->run(QStringLiteral("return rows.end;")).toInt(), 0);
}

void TestSharePage::aPausedViewStandsStillWhileOutputComes()
{
    LiveRecording live;
    live.write("one\n");
    const auto server = serve(live);
    m_browser->open(server->link());
    QVERIFY(m_browser->waitFor(QStringLiteral("shown()[0] === 'one'")));
    m_browser->run(QStringLiteral("$('pause').click();"));
    live.write("two\nthree\n");
    QVERIFY(m_browser->waitFor(
        QStringLiteral("rows.end === 3 && $('to-end-text').textContent === '2 new rows'")));
    QCOMPARE(m_browser->run(QStringLiteral("await frames(3); return shown().join();")).toString(),
             QStringLiteral("one"));
    m_browser->run(QStringLiteral("$('to-end').click();"));
    QVERIFY(m_browser->waitFor(QStringLiteral("shown().join() === 'one,two,three'")));
}

void TestSharePage::findsRowsAndGoesToThem()
{
    LiveRecording live;
    for (int i = 0; i < 2000; ++i)
        live.write((i % 500 == 250 ? "a \x1b[31mnee\x1b[0mdle (" : "hay ") + QByteArray::number(i) + '\n');
    const auto server = serve(live);
    m_browser->open(server->link());
    QVERIFY(m_browser->waitFor(QStringLiteral("rows.end === 2000")));
    m_browser->run(QStringLiteral(
        "$('find-button').click(); $('find-text').value = 'NEEDLE ('; $('find-text').oninput();"));
    QVERIFY(m_browser->waitFor(QStringLiteral("$('find-count').textContent === '4 rows'")));
    m_browser->run(QStringLiteral("$('find').requestSubmit();"));
    QVERIFY(m_browser->waitFor(
        QStringLiteral("document.querySelector('.row.now')?.textContent.endsWith('(250')")));
    QCOMPARE(m_browser
                 ->run(QStringLiteral(
                     "return [...document.querySelectorAll('.now mark')].map(e => e.textContent).join('');"))
                 .toString(),
             QStringLiteral("needle ("));
    m_browser->run(QStringLiteral("$('find-previous').click();"));
    QVERIFY(m_browser->waitFor(
        QStringLiteral("document.querySelector('.row.now')?.textContent.endsWith('(1750')")));
    live.write("one more needle (\n");
    QVERIFY(m_browser->waitFor(QStringLiteral("$('find-count').textContent === '4 of 5'")));
    m_browser->run(
        QStringLiteral("$('find-regex').click(); $('find-text').value = '('; $('find-text').oninput();"));
    QVERIFY(m_browser->waitFor(QStringLiteral("$('find-count').textContent === 'not a pattern'")));
}

void TestSharePage::aMillionRowsAreAListOfAFew()
{
    LiveRecording live;
    QByteArray bytes;
    for (int i = 0; i < 1'000'000; ++i)
        bytes += "\x1b[32mrow\x1b[0m " + QByteArray::number(i) + '\n';
    live.write(bytes);
    const auto server = serve(live);
    m_browser->open(server->link());
    QVERIFY(m_browser->waitFor(QStringLiteral("rows.end === 1000000"), 3 * kPatience));
    QVERIFY(m_browser->waitFor(QStringLiteral("shown().at(-1) === 'row 999999'")));
    // Anywhere the screen is full of rows that follow each other, and there are no more elements than that.
    const QString places = m_browser
                               ->run(QStringLiteral(R"(
        const scroller = $('scroller'), took = [];
        for (let step = 0; step <= 40; ++step) {
          const begun = performance.now();
          scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) * ((step * 7) % 41) / 41;
          await frames(2);
          took.push(performance.now() - begun);
          const numbers = shown().map(text => Number(text.slice(4)));
          if (numbers.length < 20 || numbers.length > 100 || numbers.some((n, i) => i && n !== numbers[i - 1] + 1))
            return 'at ' + step + ': ' + numbers.join();
        }
        took.sort((a, b) => a - b);
        return 'ok, two frames took ' + took[20].toFixed(1) + ' ms, at most ' + took[40].toFixed(1);)"))
                               .toString();
    qInfo("%s", qPrintable(places));
    QVERIFY2(places.startsWith(QLatin1String("ok")), qPrintable(places));
    m_browser->run(QStringLiteral(
        "$('scroller').focus(); $('scroller').dispatchEvent(new KeyboardEvent('keydown', {key: 'Home'}));"));
    QVERIFY(m_browser->waitFor(QStringLiteral("shown()[0] === 'row 0'")));
    m_browser->run(
        QStringLiteral("$('scroller').dispatchEvent(new KeyboardEvent('keydown', {key: 'End'}));"));
    QVERIFY(m_browser->waitFor(QStringLiteral("shown().at(-1) === 'row 999999'")));
}

void TestSharePage::aServedCommandRunsOnceForThePage()
{
    QTemporaryDir home;
    ShareServer::CommandOptions options;
    options.command.program = QStringLiteral("echo started; sleep 0.3; exit 4");
    options.command.isShellLine = true;
    options.storeHome = home.path();
    const auto server = ShareServer::serve(options, {});
    QVERIFY(server.has_value());
    m_browser->open((*server)->link());
    QVERIFY(m_browser->waitFor(QStringLiteral("$('state-text').textContent === 'Failed, exit code 4'")));
    QCOMPARE(m_browser->run(QStringLiteral("return shown().join();")).toString(), QStringLiteral("started"));
}

void TestSharePage::fitsAPhone()
{
    LiveRecording live;
    live.write("a long row " + QByteArray("word ").repeated(60) + "\n");
    const auto server = serve(live);
    WebDriver phone({390, 844}, true);
    phone.open(server->link());
    QVERIFY(phone.waitFor(QStringLiteral("shown().length === 1")));
    QCOMPARE(phone.run(QStringLiteral("return innerWidth;")).toInt(), 390);
    // Nothing stands out of the screen, and a long row is wrapped.
    QVERIFY(phone.run(QStringLiteral("return document.documentElement.scrollWidth <= innerWidth;")).toBool());
    QVERIFY(phone.run(QStringLiteral("return document.querySelector('.row').offsetHeight > 60;")).toBool());
}

QTEST_GUILESS_MAIN(TestSharePage)
#include "tst_sharepage.moc"
