// Makes the README's pictures: the real window, on real commands, one picture for each state and theme.

#include "pipecore/net/upload/profiles.h"
#include "ui/base/icons.h"
#include "ui/base/theme.h"
#include "ui/find/filterpane.h"
#include "ui/find/findbar.h"
#include "ui/find/finder.h"
#include "ui/marks/marker.h"
#include "ui/problems/problemsmodel.h"
#include "ui/problems/problemspane.h"
#include "ui/session/sessionpage.h"
#include "ui/view/outputview.h"
#include "ui/window/mainwindow.h"
#include "ui/window/uploaddialog.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QSettings>
#include <QTabWidget>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>
#include <functional>

namespace
{

constexpr int kPatience = 20'000; // ms

const QString kBuild = QStringLiteral(R"(
printf '\033[1m==>\033[0m Configuring \033[36mrunnel\033[0m 0.1.0\n'
i=0
for f in pipe reader writer tee capture blockindex timeindex runner pump session archive upload view window; do
  i=$((i+1)); printf '[%2d/14] \033[32mBuilding CXX object\033[0m %s.cpp.o\n' $i $f; sleep 0.02
done
echo "view.cpp:118:9: warning: comparison of integers of different signs: 'int' and 'size_t' [-Wsign-compare]" >&2
printf '\033[1m==>\033[0m Running the tests\n'
for t in aWriteIsMatchedByItsReads closeReleasesABlockedReader rowsAreFoundByOffset grüße_in_UTF8; do
  printf '  \033[32m✓\033[0m %-32s \033[2m%3d ms\033[0m\n' $t $((${#t} * 3 % 90)); sleep 0.02
done
p=0; while [ $p -le 100 ]; do printf '\rPackaging \033[34m%3d%%\033[0m' $p; p=$((p+20)); sleep 0.02; done; echo
)");

/// A server that takes an upload at a walking pace, so that there is something to see.
class SlowServer : public QTcpServer
{
public:
    SlowServer()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            socket->setReadBufferSize(64 * 1024);
            auto *pace = new QTimer(socket);
            connect(pace, &QTimer::timeout, socket, [socket] { socket->readAll(); });
            pace->start(5);
        });
    }
};

/// A server that takes so many requests, and then says that it is busy.
class BusyServer : public QTcpServer
{
public:
    explicit BusyServer(int requests) : m_left(requests)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { take(socket); });
        });
    }
    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1/logs/build").arg(serverPort())); }

private:
    void take(QTcpSocket *socket)
    {
        const QByteArray waiting = socket->peek(socket->bytesAvailable());
        const qsizetype head = waiting.indexOf("\r\n\r\n");
        const qsizetype length = waiting.toLower().indexOf("content-length: ") + 16;
        const qint64 size = waiting.mid(length, waiting.indexOf('\r', length) - length).toLongLong();
        if (head < 0 || waiting.size() < head + 4 + size)
            return;
        socket->skip(head + 4 + size);
        const char *answer = m_left-- > 0 ? "202 Accepted" : "503 Busy";
        socket->write("HTTP/1.1 " + QByteArray(answer) + "\r\nContent-Length: 0\r\n\r\n");
    }

    int m_left;
};

bool waitUntil(const std::function<bool()> &condition)
{
    QElapsedTimer clock;
    clock.start();
    while (!condition() && clock.elapsed() < kPatience)
        QApplication::processEvents(QEventLoop::AllEvents, 20);
    return condition();
}

void settle()
{
    QElapsedTimer clock;
    clock.start();
    waitUntil([&clock] { return clock.elapsed() > 400; });
}

bool save(QWidget &widget, const QString &folder, const QString &state, const QString &theme)
{
    settle();
    return widget.grab().save(QStringLiteral("%1/%2-%3.png").arg(folder, state, theme));
}

pipecore::Command shellLine(const QString &line, const QString &directory)
{
    pipecore::Command command;
    command.program = line;
    command.isShellLine = true;
    command.directory = directory;
    return command;
}

const QString kGroup = QStringLiteral(R"([web]
command = 'echo "listening on :8080"; n=0; while sleep 0.12; do n=$((n+1)); printf "GET /items/$n \033[32m200\033[0m\n"; done'
ready = "listening"

[worker]
command = 'for j in 1 2 3 4 5 6 7 8; do sleep 0.15; printf "job $j \033[33mdone\033[0m\n"; done; sleep 60'
depends-on = ["web"]

[assets]
command = 'for f in app page icons; do sleep 0.2; echo "wrote $f.js"; done'
)");

// A server's log: levels in colour, a row too long for the window here and there, pauses, and words on
// stderr.
const QString kLog = QStringLiteral(R"(awk 'BEGIN {
  srand(7)
  split("GET /api/items|POST /api/orders|GET /health|GET /static/app.js", paths, "|")
  for (i = 1; i <= 700; ++i) {
    user = int(rand() * 900) + 100
    if (i % 61 == 0)
      printf "\033[33mWARN \033[m db.pool   retrying query, attempt 2, backoff 80 ms, user %d\n", user
    else if (i % 97 == 0) {
      printf "\033[31mERROR\033[m net.http  upstream timeout after 5000 ms, user %d\n", user
      print "worker 3: connection refused by 10.0.4.17:5432" > "/dev/stderr"
    } else if (i % 13 == 0)
      printf "\033[2mDEBUG\033[m cache     {\"key\": \"user:%d:profile\", \"ttl\": 300, \"shard\": %d, \"tags\": [\"eu-west\", \"hot\", \"replicated\"], \"bytes\": %d, \"origin\": \"https://cache.example.org/v2/objects/%d\"}\n", user, i % 8, user * 37, user * 7919
    else
      printf "\033[32mINFO \033[m net.http  %-18s 200 in %d ms\n", paths[1 + i % 4], int(rand() * 90) + 2
    if (i % 100 == 50 || i > 685) { fflush(); system("sleep 0." (1 + i % 4)) }
  }
}')");

const QString kCompile = QStringLiteral(R"(cat <<'END'
[1/4] Building CXX object src/CMakeFiles/store.dir/store.cpp.o
src/store.cpp: In function 'int find(const Table&, int)':
src/store.cpp:41:18: warning: comparison of integer expressions of different signedness [-Wsign-compare]
   41 |   for (int i = 0; i < table.size(); ++i)
      |                  ^
[2/4] Building CXX object src/CMakeFiles/store.dir/index.cpp.o
FAILED: src/CMakeFiles/store.dir/index.cpp.o
src/index.cpp:88:12: error: 'struct Index' has no member named 'rows'; did you mean 'row'?
   88 |   return index.rows;
      |            ^~~~
src/index.cpp:97:1: error: no return statement in function returning non-void [-Werror=return-type]
   97 | }
      | ^
ninja: build stopped: subcommand failed.
END
exit 1)");

bool write(const QString &path, const QString &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) > 0;
}

bool take(const QString &folder, const QString &theme, pipecore::NetworkThread *network)
{
    const QString project = QDir::homePath() + QStringLiteral("/src/runnel");
    if (!QDir().mkpath(project) || !QDir::setCurrent(project) ||
        !write(project + QStringLiteral("/build.sh"),
               kBuild + QStringLiteral("[ \"$1\" != run ] || sleep 60\nexit ${2:-0}\n")) ||
        !write(project + QStringLiteral("/group.toml"), kGroup))
        return false;
    ui::MainWindow window(network);
    window.resize(1000, 620);
    window.show();
    const auto save = [&](const QString &state) { return ::save(window, folder, state, theme); };

    ui::SessionPage *ended = window.run(shellLine(QStringLiteral("sh build.sh all 0"), project));
    if (!waitUntil([&] { return ended->isDone(); }) || !save(QStringLiteral("ended")))
        return false;
    ui::SessionPage *failed = window.run(shellLine(QStringLiteral("sh build.sh test 2"), project));
    if (!waitUntil([&] { return failed->isDone(); }) || !save(QStringLiteral("failed")))
        return false;
    ui::SessionPage *running = window.run(shellLine(QStringLiteral("sh build.sh run"), project));
    waitUntil([&] { return running->recording()->index().rows() >= 21; });
    if (!save(QStringLiteral("running")))
        return false;
    running->stop();

    pipecore::Command editing = shellLine(QStringLiteral("vim -u NONE -c 'syntax on' build.sh"), project);
    editing.terminal = true;
    ui::SessionPage *terminal = window.run(editing);
    waitUntil([&] { return terminal->recording()->capture()->end() > 1000; });
    if (!save(QStringLiteral("terminal")))
        return false;
    terminal->stop();

    SlowServer server;
    ui::SessionPage *uploading = window.run(shellLine(QStringLiteral("seq 3000000"), project));
    pipecore::UploadTarget target;
    target.url = QUrl(QStringLiteral("http://127.0.0.1:%1/logs/seq.log").arg(server.serverPort()));
    uploading->addUpload(target);
    waitUntil([&] { return uploading->uploads().front()->status().sent > 9'000'000; });
    if (!save(QStringLiteral("uploading")))
        return false;
    uploading->uploads().front()->cancel();

    BusyServer well(1'000'000), busy(2);
    ui::SessionPage *behind = window.run(shellLine(QStringLiteral("sh build.sh run"), project));
    target.mode = pipecore::UploadMode::Append;
    target.firstDelayMs = 30'000;
    for (const BusyServer *receiver : {&well, &busy}) {
        target.url = receiver->url();
        behind->addUpload(target);
    }
    const auto status = [behind](size_t i) -> const pipecore::UploadStatus & {
        return behind->uploads()[i]->status();
    };
    waitUntil([&] {
        return behind->recording()->index().rows() >= 21 &&
               status(0).acknowledged == behind->recording()->capture()->end() &&
               status(1).state == pipecore::UploadStatus::State::Retrying;
    });
    if (!save(QStringLiteral("behind")))
        return false;
    behind->stop();

    window.closeWhenStopped();
    return waitUntil([&] { return !window.isVisible(); });
}

// What is usual, and the tab of the connection.
bool takeDialog(const QString &folder, const QString &theme, pipecore::NetworkThread *network)
{
    pipecore::UploadTarget target;
    target.url = QUrl(QStringLiteral("https://logs.example.org/files/"));
    target.mode = pipecore::UploadMode::Tus;
    target.tokenVariable = QStringLiteral("DEPLOY_TOKEN");
    target.tls.authorities = QStringLiteral("/etc/ssl/certs/ca-certificates.crt");
    target.tls.pin = "sha256//YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMwE=";
    if (!pipecore::Profiles().set(QStringLiteral("ci"), target))
        return false;
    qputenv("DEPLOY_TOKEN", "x");
    ui::UploadDialog dialog(true, network, nullptr);
    auto *profiles = dialog.findChild<QComboBox *>(QStringLiteral("profile"));
    profiles->setCurrentText(QStringLiteral("ci"));
    emit profiles->activated(profiles->currentIndex());
    dialog.setVisible(true);
    if (!save(dialog, folder, QStringLiteral("upload"), theme))
        return false;
    dialog.findChild<QTabWidget *>()->setCurrentIndex(2);
    return save(dialog, folder, QStringLiteral("connection"), theme);
}

// The rows of several commands.
bool takeGroup(const QString &folder, const QString &theme, pipecore::NetworkThread *network)
{
    ui::MainWindow window(network);
    window.resize(1000, 620);
    window.show();
    ui::SessionPage *together = nullptr;
    QObject::connect(&window, &ui::MainWindow::opened, &window,
                     [&together](ui::SessionPage *page) { together = together ? together : page; });
    window.open(QStringLiteral("group.toml"));
    if (!waitUntil([&] { return together && together->recording()->index().rows() >= 16; }) ||
        !save(window, folder, QStringLiteral("group"), theme))
        return false;
    window.closeWhenStopped();
    return waitUntil([&] { return !window.isVisible(); });
}

// Ways to look at an output, and to find something in it.
bool takeViews(const QString &folder, const QString &theme, pipecore::NetworkThread *network)
{
    QSettings().setValue(QStringLiteral("find/regex"), true);
    ui::MainWindow window(network);
    window.resize(1000, 620);
    window.show();
    const auto save = [&](const QString &state) { return ::save(window, folder, state, theme); };
    const QString project = QDir::currentPath();
    if (!write(project + QStringLiteral("/serve.sh"), kLog) ||
        !write(project + QStringLiteral("/make.sh"), kCompile))
        return false;
    ui::SessionPage *log = window.run(shellLine(QStringLiteral("sh serve.sh"), project));
    if (!waitUntil([&] { return log->isDone(); }))
        return false;
    ui::OutputView *view = log->view();
    const ui::GutterOptions plain = view->gutterOptions();
    ui::GutterOptions times = plain;
    times.times = ui::GutterOptions::Times::SinceRowBefore;
    view->setWrap(ui::Wrap::Word);
    view->setGutterOptions(times);
    view->setFollowing(true);
    if (!save(QStringLiteral("wrap")))
        return false;
    view->setWrap(ui::Wrap::Off);
    view->setGutterOptions(plain);

    log->marker()->setNote(389, QStringLiteral("here it began"));
    view->goToRow(375);
    auto *bar = log->findChild<ui::FindBar *>();
    log->finder()->open();
    bar->findChild<QComboBox *>()->setEditText(QStringLiteral("timeout|refused|user:\\d+"));
    if (!waitUntil([&] { return bar->status().endsWith(QStringLiteral("rows")); }) ||
        !save(QStringLiteral("find")))
        return false;
    log->finder()->close();
    log->filterPane()->open();
    log->filterPane()->findChild<QLineEdit *>()->setText(
        QStringLiteral("(warn OR error OR refused) NOT /user 1\\d\\d/"));
    if (!waitUntil([&] { return log->filterPane()->status().endsWith(QStringLiteral("match")); }) ||
        !save(QStringLiteral("filter")))
        return false;
    log->filterPane()->close();
    view->setViewMode(ui::ViewMode::Hex);
    view->goToRow(100);
    if (!save(QStringLiteral("hex")))
        return false;

    ui::SessionPage *compile = window.run(shellLine(QStringLiteral("sh make.sh"), project));
    if (!waitUntil([&] { return compile->isDone(); }))
        return false;
    compile->problems()->open();
    waitUntil([&] { return compile->problems()->model()->rowCount() >= 4; });
    compile->problems()->next();
    if (!save(QStringLiteral("problems")))
        return false;
    window.closeWhenStopped();
    return waitUntil([&] { return !window.isVisible(); });
}

} // namespace

int main(int argc, char *argv[])
{
    QTemporaryDir home;
    qputenv("HOME", home.path().toLocal8Bit());
    qputenv("RUNNEL_HOME", home.filePath(QStringLiteral("data")).toLocal8Bit());
    qputenv("XDG_CONFIG_HOME", home.filePath(QStringLiteral("config")).toLocal8Bit());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("runnel"));
    QApplication::setApplicationName(QStringLiteral("runnel"));
    if (argc != 2) {
        std::fprintf(stderr, "runnel_pictures FOLDER\n");
        return 2;
    }
    const QString folder = QDir(QString::fromLocal8Bit(argv[1])).absolutePath();
    pipecore::NetworkThread network;
    ui::applyTheme(ui::Theme::Light);
    const auto takeAll = [&](const QString &theme) {
        return take(folder, theme, &network) && takeGroup(folder, theme, &network) &&
               takeViews(folder, theme, &network) && takeDialog(folder, theme, &network);
    };
    if (!takeAll(QStringLiteral("light")))
        return 1;
    ui::applyTheme(ui::Theme::Dark);
    return takeAll(QStringLiteral("dark")) ? 0 : 1;
}
