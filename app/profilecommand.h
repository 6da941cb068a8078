#pragma once

#include "app/subcommand.h"
#include "app/uploadoptions.h"

namespace app
{

/// `profiles` and what is below it: named upload targets.
class ProfileCommand : public Subcommand
{
public:
    ProfileCommand(CLI::App *app, Action action);
    QString finish(Options &options, const QStringList &afterDashes) override;

private:
    std::unique_ptr<UploadOptions> m_upload; // ProfilesSet
    std::string m_name, m_url, m_preset;
};

int listProfiles(const Options &options);
int showProfile(const Options &options);
int setProfile(const Options &options);
int removeProfile(const Options &options);

} // namespace app
