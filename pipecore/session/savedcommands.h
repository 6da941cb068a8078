#pragma once

#include "pipecore/run/command.h"
#include "pipecore/session/masking.h"

#include <QJsonObject>

#include <tl/expected.hpp>

#include <functional>
#include <vector>

namespace pipecore
{

/// A command that somebody keeps, to run it again by its name.
struct SavedCommand {
    QString name;
    Command command;
    MaskOptions masks;          ///< besides what is masked anyway
    QString uploadProfile = {}; ///< the name of the upload target that gets its output; empty: none
};

/// Values of variables that look secret are left out.
QJsonObject toJson(const SavedCommand &saved);
SavedCommand savedCommandFromJson(const QJsonObject &json);

/// The file of saved commands: `commands.json` in Runnel's data folder, mode 0600. Values of variables that
/// look secret are not kept: such a variable has the value of Runnel's own environment. Any thread, and any
/// number of Runnels at once; the calls look at the disk.
class SavedCommands
{
public:
    /// `home` as SessionStore::home() gives it.
    explicit SavedCommands(const QString &home);

    /// In the order of their names. The error says what is wrong with the file; there being none is no error.
    tl::expected<std::vector<SavedCommand>, QString> list() const;
    /// Adds one, or replaces that of the same name.
    tl::expected<void, QString> save(const SavedCommand &command) const;
    tl::expected<void, QString> remove(const QString &name) const;

private:
    using Change = std::function<tl::expected<void, QString>(std::vector<SavedCommand> &)>;
    tl::expected<void, QString> change(const Change &how) const;
    tl::expected<void, QString> write(const std::vector<SavedCommand> &all) const;

    const QString m_path;
};

} // namespace pipecore
