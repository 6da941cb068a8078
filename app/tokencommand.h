#pragma once

#include "app/subcommand.h"

namespace app
{

/// `tokens set|remove NAME`: what the desktop's keychain keeps for uploads.
class TokenCommand : public Subcommand
{
public:
    TokenCommand(CLI::App *app, Action action);
    QString finish(Options &options, const QStringList &afterDashes) override;

private:
    std::string m_entry;
};

/// The token is the first line of standard input, which is not shown when it is typed.
int setToken(const Options &options);
int removeToken(const Options &options);

} // namespace app
