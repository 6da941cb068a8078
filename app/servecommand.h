#pragma once

#include "app/serveoptions.h"
#include "app/subcommand.h"

namespace app
{

/// `serve`: a command that runs for each request.
class ServeCommand : public Subcommand
{
public:
    explicit ServeCommand(CLI::App *app);
    QString finish(Options &options, const QStringList &afterDashes) override;
    bool takesWordsBehindDashes() const override { return true; }

private:
    ServeOptions m_serve;
    std::string m_directory;
    Strings m_environment, m_fromQuery;
    bool m_shell = false, m_merge = false, m_quiet = false;
    int m_atOnce = 8;
    double m_timeout = 0;
};

} // namespace app
