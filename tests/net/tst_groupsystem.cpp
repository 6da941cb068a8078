#include "pipecore/run/processgroup.h"
#include "tests/helpers/nginx.h"
#include "tests/session/runninggroup.h"
#include "tests/support/processes.h"

#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <csignal>
#include <cstdlib>

using namespace pipecore;
using State = GroupRun::State;

namespace
{

constexpr int kPatience = 60'000; // ms

const QByteArray kServer = R"(
const place = process.argv[2];
require('http').createServer((request, reply) => reply.end('node has ' + request.url))
  .listen(place, () => console.log('listening on ' + place));
)";

const QString kNginxMain = QStringLiteral(R"(
worker_processes 2;
error_log stderr notice;
)");

const QString kNginxHttp = QStringLiteral(R"(
  server {
    listen 127.0.0.1:%PORT%;
    location / { proxy_pass http://unix:%FOLDER%/app.sock; }
  }
)");

// Ends with an error, then by a signal, then it stays, with a child of its own.
const QByteArray kWorker = R"(
echo started >> log
case $(wc -l < log) in 1) exit 1;; 2) kill -KILL $$;; esac
sleep 1000 &
echo working
wait
)";

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

/// nginx in front of a server on Node, and a worker: in the order in which they are not to be started.
class System
{
public:
    enum Member : size_t { Worker, Web, App };
    explicit System(const char *fileName)
        : port(helpers::freePort()),
          group([this, fileName](const QString &folder) { return makeFiles(folder, fileName); },
                QString::fromLatin1(fileName))
    {
    }

    /// What Node has for us, by way of nginx.
    QByteArray ask() const
    {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        if (!socket.waitForConnected(kPatience))
            return {};
        socket.write("GET /page HTTP/1.0\r\n\r\n");
        while (socket.waitForReadyRead(kPatience))
            ;
        const QByteArray reply = socket.readAll();
        return reply.mid(reply.indexOf("\r\n\r\n") + 4);
    }
    bool stays() { return group.waitForState(Worker, State::Ready); }
    /// The process groups of all that was started.
    std::vector<pid_t> processGroups() const
    {
        std::vector<pid_t> groups;
        for (size_t member = 0; member < group.sessions.size(); ++member) {
            for (const auto &session : group.earlier[member])
                groups.push_back(static_cast<pid_t>(session->processId()));
            if (group.sessions[member])
                groups.push_back(static_cast<pid_t>(group.sessions[member]->processId()));
        }
        return groups;
    }

    const quint16 port;
    RunningGroup group;

private:
    QByteArray makeFiles(const QString &folder, const QByteArray &fileName) const
    {
        const QString nginx = helpers::nginxConfiguration(folder, port, kNginxMain, kNginxHttp);
        if (!write(folder + QStringLiteral("/nginx.conf"), nginx.toUtf8()) ||
            !write(folder + QStringLiteral("/app.js"), kServer) ||
            !write(folder + QStringLiteral("/worker.sh"), kWorker))
            return {};
        const QByteArray web =
            helpers::nginxProgram().toUtf8() + " -e stderr -p . -c " + folder.toUtf8() + "/nginx.conf";
        const QByteArray app = "node app.js " + folder.toUtf8() + "/app.sock";
        if (fileName == "Procfile")
            return "worker: exec sh worker.sh\nweb: exec " + web + "\napp: exec " + app + '\n';
        return "[worker]\ncommand = 'exec sh worker.sh'\nrestart = 'on-failure'\nready = '^working$'\n"
               "depends-on = ['web']\n"
               "[web]\ncommand = 'exec " +
               web +
               "'\nready = 'start worker process \\d+'\n"
               "depends-on = ['app']\n"
               "[app]\ncommand = 'exec " +
               app + "'\nready = '^listening on '\n";
    }
};

} // namespace

class TestGroupSystem : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        adoptOrphans();
        ::setenv("SHELL", "/bin/sh", 1);
        QVERIFY2(!helpers::nginxProgram().isEmpty() &&
                     !QStandardPaths::findExecutable(QStringLiteral("node")).isEmpty(),
                 "there is no nginx or no node; packaging/install.sh test installs them");
    }
    void cleanup() { QVERIFY(processesOf(-1, ::getpid()).empty()); }

    void eachStartsOnceWhatItNeedsIsReady();
    void whatIsReadyAnswers();
    void aWorkerThatCrashesTwiceIsStartedTwiceAgain();
    void nothingIsLeftOnceItIsStopped();
    void nothingIsLeftOfAProcfileEither();
};

void TestGroupSystem::eachStartsOnceWhatItNeedsIsReady()
{
    System system("group.toml");
    QByteArrayList before; // what was there of the one needed, at each start
    system.group.onStart = [&](size_t member) {
        before << (member == System::App
                       ? QByteArray()
                       : system.group.output(member == System::Web ? System::App : System::Web));
    };
    system.group.run->start();
    QVERIFY(system.stays());
    QCOMPARE(system.group.started.mid(0, 3),
             (QStringList{QStringLiteral("app"), QStringLiteral("web"), QStringLiteral("worker")}));
    QVERIFY2(before[1].startsWith("listening on "), before[1].constData());
    QVERIFY2(before[2].contains("start worker process "), before[2].constData());
}

void TestGroupSystem::whatIsReadyAnswers()
{
    System system("group.toml");
    QByteArray answer;
    system.group.onStart = [&](size_t member) {
        if (member == System::Worker && answer.isEmpty())
            answer = system.ask();
    };
    system.group.run->start();
    QVERIFY(system.stays());
    QCOMPARE(answer, QByteArray("node has /page"));
}

void TestGroupSystem::aWorkerThatCrashesTwiceIsStartedTwiceAgain()
{
    System system("group.toml");
    system.group.run->start();
    QVERIFY(system.stays());
    QCOMPARE(system.group.run->restarts(System::Worker), 2);
    QCOMPARE(system.group.started.size(), 5); // and nothing else is
    const auto &crashed = system.group.earlier[System::Worker];
    QCOMPARE(crashed[0]->record().result->code, 1);
    QCOMPARE(crashed[1]->record().result->exitStatus(), 128 + SIGKILL);
}

void TestGroupSystem::nothingIsLeftOnceItIsStopped()
{
    System system("group.toml");
    system.group.run->start();
    QVERIFY(system.stays());
    const std::vector<pid_t> groups = system.processGroups();
    QCOMPARE(groups.size(), size_t(5));
    QVERIFY(processesOf(groups[2]).size() >= 2); // the worker that stays, and its child
    system.group.run->stop();
    QVERIFY(system.group.hasEnded());
    for (const pid_t group : groups)
        QVERIFY(processesOf(group).empty());
    QVERIFY(processesOf(-1, ::getpid()).empty());
    QTcpServer next;
    QVERIFY2(next.listen(QHostAddress::LocalHost, system.port), qPrintable(next.errorString()));
}

void TestGroupSystem::nothingIsLeftOfAProcfileEither()
{
    System system("Procfile");
    system.group.run->start();
    QVERIFY(system.group.waitFor([&] { return system.group.started.size() == 3; }));
    QCOMPARE(system.group.started,
             (QStringList{QStringLiteral("worker"), QStringLiteral("web"), QStringLiteral("app")}));
    // Nothing says that nginx has to wait for Node.
    QVERIFY(system.group.waitFor([&] { return system.group.output(System::App).startsWith("listening"); }));
    QVERIFY(system.group.waitFor([&] { return system.ask() == "node has /page"; }));
    const std::vector<pid_t> groups = system.processGroups();
    QCOMPARE(groups.size(), size_t(3));
    system.group.run->stop();
    QVERIFY(system.group.hasEnded());
    for (const pid_t group : groups)
        QVERIFY(processesOf(group).empty());
    QCOMPARE(system.group.started.size(), 3); // it says nothing of starting again
}

QTEST_GUILESS_MAIN(TestGroupSystem)
#include "tst_groupsystem.moc"
