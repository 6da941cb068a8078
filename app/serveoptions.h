#pragma once

#include "pipecore/net/share/shareserver.h"

#include <string>
#include <vector>

namespace CLI
{
class App;
}

namespace app
{

/// The options that say how to share, of one subcommand.
class ServeOptions
{
public:
    explicit ServeOptions(CLI::App *app);

    /// Adds --serve, which takes the address as its value.
    void addServeOption();
    /// Adds --listen, for a subcommand that serves anyway.
    void addListenOption();
    bool wasGiven() const;
    /// Fills in `options`. What is wrong with the values; empty when nothing is.
    QString finish(pipecore::ShareOptions &options) const;

private:
    CLI::App *const m_app;
    std::vector<std::string> m_address; // none or one
    std::vector<std::string> m_hosts;
    std::string m_certificate, m_key, m_tokenVariable;
    bool m_isPublic = false, m_isAsked = false;
};

} // namespace app
