#include "app/tokencommand.h"

#include "app/commands.h"
#include "app/messages.h"
#include "pipecore/net/upload/keychain.h"

#include <QCoreApplication>
#include <QFile>

#include <termios.h>
#include <unistd.h>

namespace app
{

using namespace pipecore;

namespace
{

/// While it lives, a terminal on standard input does not show what is typed.
class Unseen
{
public:
    Unseen() : m_isTerminal(::tcgetattr(STDIN_FILENO, &m_before) == 0)
    {
        termios unseen = m_before;
        unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (m_isTerminal)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
    }
    ~Unseen()
    {
        if (m_isTerminal)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }
    Q_DISABLE_COPY_MOVE(Unseen)
    bool isTerminal() const { return m_isTerminal; }

private:
    termios m_before{};
    const bool m_isTerminal;
};

QByteArray readToken(const QString &entry)
{
    const Unseen unseen;
    if (unseen.isTerminal())
        say(QStringLiteral("the token for \"%1\", which is not shown:").arg(entry));
    QFile input;
    return input.open(STDIN_FILENO, QIODevice::ReadOnly | QIODevice::Unbuffered) ? input.readLine().trimmed()
                                                                                 : QByteArray();
}

int waitFor(const std::function<void(QObject *, keychain::Done)> &begin)
{
    int status = 0;
    begin(qApp, [&status](const tl::expected<void, QString> &done) {
        if (!done) {
            say(done.error());
            status = kRunnelFailed;
        }
        QCoreApplication::quit();
    });
    QCoreApplication::exec();
    return status;
}

} // namespace

TokenCommand::TokenCommand(CLI::App *app, Action action) : Subcommand(app, action)
{
    app->add_option("NAME", m_entry, "The name it has in the keychain; --token-keychain NAME uses it")
        ->required();
}

QString TokenCommand::finish(Options &options, const QStringList &)
{
    options.profile = text(m_entry);
    return options.profile.isEmpty() ? QStringLiteral("a token needs a name") : QString();
}

int setToken(const Options &options)
{
    const QByteArray token = readToken(options.profile);
    if (token.isEmpty()) {
        say(QStringLiteral("no token came on standard input; nothing was changed"));
        return kRunnelFailed;
    }
    return waitFor([&](QObject *context, keychain::Done then) {
        keychain::write(options.profile, token, context, std::move(then));
    });
}

int removeToken(const Options &options)
{
    return waitFor([&](QObject *context, keychain::Done then) {
        keychain::remove(options.profile, context, std::move(then));
    });
}

} // namespace app
