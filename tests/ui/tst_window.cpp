#include "tests/helpers/runnelprocess.h"
#include "tests/helpers/scriptedserver.h"
#include "tests/ui/windowfixture.h"
#include "ui/window/uploaddialog.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDropEvent>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTimer>

#include <csignal>
#include <future>

using namespace pipecore;
using namespace ui;
using namespace helpers;

namespace
{

QComboBox *addressIn(const UploadDialog &dialog)
{
    return dialog.findChild<QComboBox *>(QStringLiteral("address"));
}

/// Answers the next question box, as soon as it is there, with `button`.
class Answer : public QObject
{
public:
    explicit Answer(QMessageBox::StandardButton button)
    {
        connect(&m_timer, &QTimer::timeout, this, [this, button] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            if (!box)
                return;
            m_text = box->text();
            m_timer.stop();
            box->button(button)->click();
        });
        m_timer.start(20);
    }
    const QString &question() const { return m_text; }

private:
    QTimer m_timer;
    QString m_text;
};

} // namespace

class TestWindow : public QObject, WindowFixture
{
    Q_OBJECT
private slots:
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void aCommandRunsAndEnds();
    void aTypedCommandRuns();
    void stopEndsTheCommand();
    void closingAsksWhenSomethingRuns();
    void closingWithoutAnythingRunningDoesNotAsk();
    void aDroppedFileOpens();
    void whatCannotBeOpenedIsSaid();
    void anAddressIsCheckedBeforeItIsUsed_data();
    void anAddressIsCheckedBeforeItIsUsed();
    void aTokenIsNotRemembered();
    void restartRunsItAgainInTheSameTab();
    void theOutputIsSaved();
    void aSaveThatFailsSaysWhy();
    void theOutputIsUploadedWhileOneWatches();
    void whatNeedsASessionIsOffWithoutOne();
    void findingIsOneKeyAway();
    void theProgramExitsWhenDoneAndWritesItsFigures();

private:
    SessionPage *run(const char *line) { return WindowFixture::run(QString::fromUtf8(line)); }
    SessionPage *page() const { return m_window->findChild<SessionPage *>(); }
};

void TestWindow::aCommandRunsAndEnds()
{
    SessionPage *page = run("echo hello; echo oops >&2; exit 3");
    QVERIFY(page);
    QVERIFY(waitForEnd(page));
    QVERIFY(!page->isRunning());
    QCOMPARE(page->record().result->exitStatus(), 3);
    QCOMPARE(page->view()->rows(), 2);
    QCOMPARE(page->view()->lineOf(0).text(), QStringLiteral("hello"));
    QCOMPARE(page->view()->lineOf(1).text(), QStringLiteral("oops"));
    QVERIFY(page->summary().text.contains(u'3'));
    QVERIFY(m_window->windowTitle().contains(QStringLiteral("echo hello")));
}

void TestWindow::aTypedCommandRuns()
{
    auto *line = qobject_cast<QLineEdit *>(m_window->focusWidget());
    QVERIFY(line);
    QTest::keyClicks(line, QStringLiteral("echo a | tr a b"));
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY(QTest::qWaitFor([&] { return page() && page()->isDone(); }, kPatience));
    QCOMPARE(page()->view()->lineOf(0).text(), QStringLiteral("b"));
}

void TestWindow::stopEndsTheCommand()
{
    SessionPage *page = run("sleep 1000 & sleep 1000");
    QVERIFY(QTest::qWaitFor([&] { return page->isRunning(); }, kPatience));
    QAction *stop = actions()->stop;
    QVERIFY(QTest::qWaitFor([&] { return stop->isEnabled(); }, kPatience));
    stop->trigger();
    QVERIFY(waitForEnd(page));
    QCOMPARE(page->record().result->code, SIGTERM);
    QVERIFY(!stop->isEnabled());
}

void TestWindow::closingAsksWhenSomethingRuns()
{
    SessionPage *page = run("exec sleep 1000");
    QVERIFY(QTest::qWaitFor([&] { return page->isRunning(); }, kPatience));
    {
        const Answer no(QMessageBox::Cancel);
        QVERIFY(!m_window->close());
        QVERIFY2(no.question().contains(QStringLiteral("still running")), qPrintable(no.question()));
    }
    QVERIFY(page->isRunning());
    const Answer yes(QMessageBox::Yes);
    m_window->close();
    QVERIFY(QTest::qWaitFor([&] { return !m_window->isVisible(); }, kPatience));
    QVERIFY(!page->isRunning());
}

void TestWindow::closingWithoutAnythingRunningDoesNotAsk()
{
    QVERIFY(waitForEnd(run("true")));
    QVERIFY(m_window->close());
}

void TestWindow::aDroppedFileOpens()
{
    const QString file = m_fixture.file(QStringLiteral("dropped.log"));
    QVERIFY(writeFile(file, "from a file\n"));
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(m_window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(m_window.get(), &drop);
    QVERIFY(QTest::qWaitFor([&] { return page() && page()->view()->rows() == 1; }, kPatience));
    QCOMPARE(page()->view()->lineOf(0).text(), QStringLiteral("from a file"));
}

void TestWindow::whatCannotBeOpenedIsSaid()
{
    bool answered = false;
    connect(m_window.get(), &MainWindow::opened, this,
            [&](const SessionPage *opened) { answered = !opened; });
    const Answer ok(QMessageBox::Ok);
    m_window->open(m_fixture.file(QStringLiteral("nothing.log")));
    QVERIFY(QTest::qWaitFor([&] { return answered; }, kPatience));
    bool said = ok.question().contains(QStringLiteral("nothing.log"));
    for (const QLabel *label : m_window->findChildren<QLabel *>())
        said |= label->text().contains(QStringLiteral("nothing.log"));
    QVERIFY(said);
    QVERIFY(!page());
}

void TestWindow::anAddressIsCheckedBeforeItIsUsed_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("headers");
    QTest::addColumn<bool>("good");
    QTest::newRow("http") << QStringLiteral("http://host/x.log") << QString() << true;
    QTest::newRow("headers") << QStringLiteral("https://host/") << QStringLiteral("A: b\n\nC: d") << true;
    QTest::newRow("empty") << QString() << QString() << false;
    QTest::newRow("no scheme") << QStringLiteral("host/x") << QString() << false;
    QTest::newRow("ftp") << QStringLiteral("ftp://host/x") << QString() << false;
    QTest::newRow("no header") << QStringLiteral("http://host/") << QStringLiteral("A: b\nnonsense") << false;
}

void TestWindow::anAddressIsCheckedBeforeItIsUsed()
{
    QFETCH(QString, address);
    QFETCH(QString, headers);
    QFETCH(bool, good);
    UploadDialog dialog(true, &m_network, m_window.get());
    addressIn(dialog)->setEditText(address);
    dialog.findChild<QPlainTextEdit *>(QStringLiteral("headers"))->setPlainText(headers);
    const auto *buttons = dialog.findChild<QDialogButtonBox *>();
    for (QAbstractButton *button : buttons->buttons())
        if (buttons->buttonRole(button) == QDialogButtonBox::AcceptRole)
            QCOMPARE(button->isEnabled(), good);
    if (!good)
        return;
    dialog.accept();
    QCOMPARE(dialog.target().url, QUrl(address));
    QCOMPARE(dialog.target().headers.size(), headers.isEmpty() ? 0 : 2);
}

void TestWindow::aTokenIsNotRemembered()
{
    UploadDialog dialog(true, &m_network, m_window.get());
    addressIn(dialog)->setEditText(QStringLiteral("http://user:passw0rd@host/y"));
    dialog.findChild<QLineEdit *>(QStringLiteral("token"))->setText(QStringLiteral("t0ken"));
    dialog.accept();
    QCOMPARE(dialog.target().token, QByteArray("t0ken"));
    QSettings settings;
    settings.sync();
    const QByteArray kept = contentsOf(settings.fileName());
    QVERIFY2(kept.contains("host/y"), qPrintable(settings.fileName()));
    QVERIFY(!kept.contains("t0ken") && !kept.contains("passw0rd"));
}

void TestWindow::restartRunsItAgainInTheSameTab()
{
    SessionPage *first = run("echo again");
    QVERIFY(waitForEnd(first));
    const QString id = first->record().id;
    const auto *tabs = m_window->findChild<QTabWidget *>();
    const int count = tabs->count();
    actions()->restart->trigger();
    QVERIFY(
        QTest::qWaitFor([&] { return page() && page()->record().id != id && page()->isDone(); }, kPatience));
    QCOMPARE(tabs->count(), count);
    QCOMPARE(page()->view()->lineOf(0).text(), QStringLiteral("again"));
}

void TestWindow::theOutputIsSaved()
{
    SessionPage *page = run("printf '\\033[31mred\\033[0m\\n'");
    QVERIFY(waitForEnd(page));
    const QString path = m_fixture.file(QStringLiteral("saved.txt"));
    page->save(path);
    QVERIFY(QTest::qWaitFor([&] { return contentsOf(path) == "red\n"; }, kPatience));
    QVERIFY(waitForEnd(page));
    QVERIFY(!page->hasFailedSave());
}

void TestWindow::aSaveThatFailsSaysWhy()
{
    SessionPage *page = run("echo x");
    QVERIFY(waitForEnd(page));
    page->save(m_fixture.file(QStringLiteral("no/such/folder/saved.txt")));
    QVERIFY(QTest::qWaitFor([&] { return page->hasFailedSave(); }, kPatience));
    bool said = false;
    for (const QLabel *label : page->findChildren<QLabel *>())
        said |= label->text().contains(QStringLiteral("saved.txt"));
    QVERIFY(said);
}

void TestWindow::theOutputIsUploadedWhileOneWatches()
{
    std::promise<QByteArray> received;
    const ScriptedServer server(
        ScriptedServer::answering([&](Connection &connection, const Request &, const QByteArray &body) {
            received.set_value(body);
            connection.answer(201);
        }));
    SessionPage *page = run("echo to be sent");
    UploadTarget target;
    target.url = server.url();
    page->addUpload(target);
    QVERIFY(waitForEnd(page));
    QVERIFY(QTest::qWaitFor([&] { return page->uploads().front()->status().isFinal(); }, kPatience));
    QCOMPARE(page->uploads().front()->status().acknowledged, 11);
    QCOMPARE(received.get_future().get(), QByteArray("to be sent\n"));
}

void TestWindow::whatNeedsASessionIsOffWithoutOne()
{
    const auto *actions = WindowFixture::actions();
    const std::vector<QAction *> needing{actions->saveAs, actions->upload,  actions->find,
                                         actions->stop,   actions->goToRow, actions->selectAll};
    for (const QAction *action : needing)
        QVERIFY2(!action->isEnabled(), qPrintable(action->text()));
    QVERIFY(waitForEnd(run("echo x")));
    for (const QAction *action : needing)
        QCOMPARE(action->isEnabled(), action != actions->stop);
}

void TestWindow::findingIsOneKeyAway()
{
    SessionPage *page = run("echo some text");
    QVERIFY(waitForEnd(page));
    m_window->activateWindow();
    page->view()->setFocus();
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("text"));
    QVERIFY(QTest::qWaitFor([&] { return page->view()->hasSelection(); }, kPatience));
    QCOMPARE(page->view()->selection().from().column, 5);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(page->view()->hasFocus());
}

void TestWindow::theProgramExitsWhenDoneAndWritesItsFigures()
{
    RunnelProcess runnel(QStringLiteral(RUNNEL_PROGRAM));
    const auto result =
        runnel.run({QStringLiteral("--exit-when-done"), QStringLiteral("--stats"), QStringLiteral("s.json"),
                    QStringLiteral("--save"), QStringLiteral("x.log"), QStringLiteral("--"),
                    QStringLiteral("seq"), QStringLiteral("100000")});
    QCOMPARE(result.status, 0);
    const QJsonObject stats =
        QJsonDocument::fromJson(contentsOf(runnel.file(QStringLiteral("s.json")))).object();
    QCOMPARE(stats[QLatin1String("bytes")].toInt(), 588'895);
    QCOMPARE(stats[QLatin1String("rows")].toInt(), 100'000);
    QVERIFY(stats[QLatin1String("first_paint_ms")].toDouble() > 0);
    QVERIFY(stats[QLatin1String("frames")].toInt() > 0);
    for (const char *name : {"p50", "p99", "p999", "max"})
        QVERIFY2(stats[QLatin1String("stall_ms")].toObject().contains(QLatin1String(name)), name);
    QCOMPARE(contentsOf(runnel.file(QStringLiteral("x.log"))).size(), 588'895);
    QCOMPARE(runnel.lastOutput().size(), 588'895);
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
