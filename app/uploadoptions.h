#pragma once

#include "pipecore/net/upload/uploadtarget.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace CLI
{
class App;
class Option;
} // namespace CLI

namespace app
{

/// The options that say how to upload, of one subcommand. Their order counts: each belongs to the --upload
/// before it.
class UploadOptions
{
public:
    enum class Secrets {
        Needed, ///< an upload begins: finish() reads them from the variables that are named
        Named   ///< a profile is written: the variables need not be there yet
    };
    explicit UploadOptions(CLI::App *app, Secrets secrets = Secrets::Needed);

    /// Adds --upload, which begins a target; without it there is the one that finish() is given.
    void addUrlOption();
    /// Fills in `targets`. What is wrong with the values; empty when nothing is.
    QString finish(std::vector<pipecore::UploadTarget> &targets) const;

private:
    void add(const std::string &name, const std::string &help, const std::string &type);
    void addFlag(const std::string &name, const std::string &help);

    CLI::App *const m_app;
    const Secrets m_secrets;
    std::map<const CLI::Option *, std::unique_ptr<std::vector<std::string>>> m_values; // null: a flag
};

} // namespace app
