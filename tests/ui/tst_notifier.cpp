#include "tests/ui/commandpage.h"
#include "ui/desktop/notifier.h"

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

// That a command has been silent tells also that the notifier has looked at it, before and by now.
constexpr int kSilent = 600; // ms
const QString kUntilGo = QStringLiteral("echo x; until [ -e go ]; do sleep 0.02; done");
const QString kStays = QStringLiteral("echo x; exec sleep 1000");
const QString kSaysSilent = QStringLiteral("has written nothing for");

} // namespace

class TestNotifier : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void theEndOfALongCommandIsTold();
    void oneThatTookNoTimeIsNotTold();
    void silenceIsToldOnce();
    void nothingIsToldWhenItIsOff();

private:
    std::unique_ptr<SessionPage> page(const QString &line)
    {
        auto page = pageOf(line, m_fixture, &m_network);
        page->start();
        return page;
    }
    void go() const { QVERIFY(QFile(m_go).open(QIODevice::WriteOnly)); }
    bool waitUntilTold(qsizetype times) const
    {
        return waitFor([&] { return m_service.told.size() >= times; }) && m_service.told.size() == times;
    }
    static bool waitFor(const std::function<bool()> &what) { return QTest::qWaitFor(what, kPatience); }

    UiFixture m_fixture;
    const QString m_go = m_fixture.file(QStringLiteral("go"));
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

void TestNotifier::init()
{
    m_service.told.clear();
    QFile::remove(m_go);
}

void TestNotifier::cleanupTestCase()
{
    QDBusConnection::disconnectFromBus(QStringLiteral("service"));
    m_bus.kill();
    m_bus.waitForFinished();
}

void TestNotifier::theEndOfALongCommandIsTold()
{
    const auto shown = page(kUntilGo + QStringLiteral("; exit 7 # <b>"));
    Notifier notifier([&] { return std::vector{shown.get()}; }, &m_window,
                      {.longMs = kSilent / 2, .silentMs = kSilent});
    notifier.setOn(true);
    QVERIFY(waitUntilTold(1));
    go();
    QVERIFY(waitUntilTold(2));
    QVERIFY2(m_service.told.back().contains(QStringLiteral("exit 7 # <b>: exit 7 after")),
             qPrintable(m_service.told.back()));
}

void TestNotifier::oneThatTookNoTimeIsNotTold()
{
    const auto shown = page(kUntilGo);
    std::vector pages{shown.get()};
    Notifier notifier([&] { return pages; }, &m_window, {.longMs = 1'000'000, .silentMs = kSilent});
    notifier.setOn(true);
    QVERIFY(waitUntilTold(1));
    go();
    QVERIFY(waitFor([&] { return !shown->isRunning(); }));
    const auto other = page(kStays);
    pages.push_back(other.get());
    QVERIFY(waitUntilTold(2));
    for (const QString &told : m_service.told)
        QVERIFY2(told.contains(kSaysSilent), qPrintable(told));
}

void TestNotifier::silenceIsToldOnce()
{
    const auto shown = page(kStays);
    std::vector pages{shown.get()};
    Notifier notifier([&] { return pages; }, &m_window, {.longMs = 1'000'000, .silentMs = kSilent});
    notifier.setOn(true);
    QVERIFY(waitUntilTold(1));
    QVERIFY(m_service.told.front().contains(kSaysSilent));
    const auto other = page(QStringLiteral("echo other; exec sleep 1000"));
    pages.push_back(other.get());
    QVERIFY(waitUntilTold(2));
    QVERIFY2(m_service.told.back().contains(QStringLiteral("other")), qPrintable(m_service.told.back()));
}

void TestNotifier::nothingIsToldWhenItIsOff()
{
    const auto shown = page(kStays);
    const auto pages = [&] { return std::vector{shown.get()}; };
    Notifier off(pages, &m_window, {.longMs = 0, .silentMs = kSilent});
    off.setOn(true);
    off.setOn(false);
    // This one looks after the other would.
    Notifier on(pages, &m_window, {.longMs = 0, .silentMs = kSilent});
    on.setOn(true);
    QVERIFY(waitUntilTold(1));
    shown->stop();
    QVERIFY(waitUntilTold(2));
    QVERIFY(m_service.told.front().contains(kSaysSilent) && !m_service.told.back().contains(kSaysSilent));
}

QTEST_MAIN(TestNotifier)
#include "tst_notifier.moc"
