#include "app/serveoptions.h"

#include "app/subcommand.h"
#include "pipecore/net/share/httpparse.h"

namespace app
{

using namespace pipecore;

namespace
{

constexpr auto kGroup = "Share";
constexpr qsizetype kShortestToken = 16;

} // namespace

ServeOptions::ServeOptions(CLI::App *app) : m_app(app)
{
    app->add_flag("--serve-public", m_isPublic, "Let other machines in, too: --serve 0.0.0.0:PORT needs it")
        ->group(kGroup);
    app->add_option("--serve-cert", m_certificate, "Serve by TLS, with the certificate in FILE (PEM)")
        ->type_name("FILE")
        ->group(kGroup);
    app->add_option("--serve-key", m_key, "The certificate's key, in FILE (PEM)")
        ->type_name("FILE")
        ->group(kGroup);
    app->add_option("--serve-host", m_hosts,
                    "Another name by which browsers reach this machine; may be repeated")
        ->type_name("NAME")
        ->expected(1)
        ->take_all()
        ->group(kGroup);
    app->add_option("--serve-token-env", m_tokenVariable,
                    "Take the token from the variable NAME, not a new random one")
        ->type_name("NAME")
        ->group(kGroup);
}

void ServeOptions::addServeOption()
{
    m_app
        ->add_option(
            "--serve", m_address,
            "Share the output with browsers and curl while it comes; default 127.0.0.1 and a free port")
        ->type_name("[ADDRESS:PORT]")
        ->expected(0, 1)
        ->group(kGroup);
}

void ServeOptions::addListenOption()
{
    m_app->add_option("--serve,--listen", m_address, "Where; default 127.0.0.1 and a free port")
        ->type_name("ADDRESS:PORT")
        ->expected(0, 1)
        ->group(kGroup);
}

bool ServeOptions::wasGiven() const
{
    return m_app->get_option("--serve")->count() > 0;
}

QString ServeOptions::finish(ShareOptions &options) const
{
    const auto address = parseListenAddress(m_address.empty() ? QString() : text(m_address.front()));
    if (!address)
        return address.error();
    options.address = address->address;
    options.port = address->port;
    options.isPublic = m_isPublic;
    options.hosts = list(m_hosts);
    if (m_certificate.empty() != m_key.empty())
        return QStringLiteral("--serve-cert and --serve-key belong together");
    if (!m_certificate.empty()) {
        const auto tls = readTls(text(m_certificate), text(m_key));
        if (!tls)
            return tls.error();
        options.tls = *tls;
    }
    if (!m_tokenVariable.empty()) {
        options.token = qgetenv(m_tokenVariable.c_str());
        if (options.token.size() < kShortestToken)
            return QStringLiteral(
                       "--serve-token-env: the variable %1 must hold a token of at least %2 characters")
                .arg(text(m_tokenVariable))
                .arg(kShortestToken);
    }
    return {};
}

} // namespace app
