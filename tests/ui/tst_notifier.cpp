#include "tests/ui/uifixture.h"
#include "ui/desktop/notifier.h"
#include "pipecore/session/sessionstore.h"
#include "ui/session/sessionpage.h"

#include <QDBusConnection>
#include <QProcess>
#include <QWidget>

using namespace pipecore;
using namespace ui;

namespace
{

/// The desktop's service: keeps what it is told.
class Service : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    QStringList told;

public slots:
    uint Notify(const QString &, uint, const QString &, const QString &summary, const QString &text,
                const QStringList &, const QVariantMap &, int)
    {
        told << summary + QStringLiteral(": ") + text;
        return static_cast<uint>(told.size());
    }
};

} // namespace

class TestNotifier : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void init() { m_service.told.clear(); }
    void theEndOfALongCommandIsTold();
    void oneThatTookNoTimeIsNotTold();
    void silenceIsToldOnce();
    void nothingIsToldWhenItIsOff();

private:
    std::unique_ptr<SessionPage> page(const QString &line)
    {
        Command command;
        command.program = line;
        command.isShellLine = true;
        auto session = Session::create(SessionStore(), command, {});
        auto page = std::make_unique<SessionPage>(std::move(*session), &m_network);
        page->start();
        return page;
    }
    static bool waitFor(const std::function<bool()> &what) { return QTest::qWaitFor(what, kPatience); }

    UiFixture m_fixture;
    NetworkThread m_network;
    QProcess m_bus;
    Service m_service;
    QWidget m_window; // never shown: it has no focus
};

void TestNotifier::initTestCase()
{
    ::setenv("SHELL", "/bin/sh", 1);
    m_bus.start(QStringLiteral("dbus-daemon"), {QStringLiteral("--session"), QStringLiteral("--nofork"),
                                                QStringLiteral("--print-address=1")});
    if (!m_bus.waitForStarted())
        QSKIP("dbus-daemon is not installed");
    QVERIFY(m_bus.waitForReadyRead(kPatience));
    const QString address = QString::fromUtf8(m_bus.readLine()).trimmed();
    qputenv("DBUS_SESSION_BUS_ADDRESS", address.toUtf8());
    QDBusConnection service = QDBusConnection::connectToBus(address, QStringLiteral("service"));
    QVERIFY(service.registerService(QStringLiteral("org.freedesktop.Notifications")));
    QVERIFY(service.registerObject(QStringLiteral("/org/freedesktop/Notifications"), &m_service,
                                   QDBusConnection::ExportAllSlots));
}

void TestNotifier::cleanupTestCase()
{
    QDBusConnection::disconnectFromBus(QStringLiteral("service"));
    m_bus.kill();
    m_bus.waitForFinished();
}

void TestNotifier::theEndOfALongCommandIsTold()
{
    const auto shown = page(QStringLiteral("read x; sleep 1; exit 7 # <b>"));
    Notifier notifier([&] { return std::vector{shown.get()}; }, &m_window,
                      {.longMs = 500, .silentMs = 1'000'000});
    notifier.setOn(true);
    QVERIFY(waitFor([&] { return !m_service.told.isEmpty(); }));
    QVERIFY2(m_service.told.front().startsWith(QStringLiteral("read x; sleep 1; exit 7 # <b>: exit 7 after")),
             qPrintable(m_service.told.front()));
}

void TestNotifier::oneThatTookNoTimeIsNotTold()
{
    const auto shown = page(QStringLiteral("true"));
    Notifier notifier([&] { return std::vector{shown.get()}; }, &m_window,
                      {.longMs = 1'000'000, .silentMs = 1'000'000});
    notifier.setOn(true);
    QVERIFY(waitFor([&] { return !shown->isRunning(); }));
    QTest::qWait(1200);
    QVERIFY(m_service.told.isEmpty());
}

void TestNotifier::silenceIsToldOnce()
{
    const auto shown = page(QStringLiteral("echo x; exec sleep 1000"));
    Notifier notifier([&] { return std::vector{shown.get()}; }, &m_window,
                      {.longMs = 1'000'000, .silentMs = 600});
    notifier.setOn(true);
    QVERIFY(waitFor([&] { return !m_service.told.isEmpty(); }));
    QVERIFY(m_service.told.front().contains(QStringLiteral("has written nothing for")));
    QTest::qWait(1500);
    QCOMPARE(m_service.told.size(), 1);
}

void TestNotifier::nothingIsToldWhenItIsOff()
{
    const auto shown = page(QStringLiteral("echo x; exec sleep 1000"));
    Notifier notifier([&] { return std::vector{shown.get()}; }, &m_window, {.longMs = 0, .silentMs = 300});
    notifier.setOn(true);
    notifier.setOn(false);
    QTest::qWait(1200);
    QVERIFY(m_service.told.isEmpty());
}

QTEST_MAIN(TestNotifier)
#include "tst_notifier.moc"
