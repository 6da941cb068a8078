#pragma once

#include "app/serveoptions.h"
#include "app/subcommand.h"
#include "app/uploadoptions.h"

namespace app
{

/// Running a command, with a window or without.
class RunCommand : public Subcommand
{
public:
    RunCommand(CLI::App *app, Action action);
    QString finish(Options &options, const QStringList &afterDashes) override;
    bool takesWordsBehindDashes() const override { return true; }

    const WindowFlags &windowFlags() const { return m_windowFlags; }

private:
    UploadOptions m_upload;
    ServeOptions m_serve;
    WindowFlags m_windowFlags;
    std::string m_directory, m_stats;
    Strings m_environment, m_saveFiles, m_maskPatterns, m_maskVariables;
    bool m_terminal = false, m_shell = false, m_merge = false, m_noKeep = false, m_quiet = false;
    bool m_maskSecrets = false, m_maskPreview = false;
    bool m_serveStay = false;
};

} // namespace app
