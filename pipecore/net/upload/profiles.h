#pragma once

#include "pipecore/net/upload/uploadtarget.h"

#include <QStringList>

#include <vector>

namespace pipecore
{

/// Upload targets that have a name, in an INI file (0600). No secret is in it: what is secret is named by its
/// variable, or its entry in the keychain, and read from there when the profile is used.
class Profiles
{
public:
    /// `file` empty: uploads.ini in the folder of the user's configuration (XDG_CONFIG_HOME/runnel).
    explicit Profiles(QString file = {});

    /// Sorted.
    QStringList names() const;
    /// The target called `name`, with its secrets. The error tells what there is, or which variable is
    /// missing.
    tl::expected<UploadTarget, QString> find(const QString &name) const;
    /// The same without its secrets, so that it does not fail for their sake.
    tl::expected<UploadTarget, QString> stored(const QString &name) const;
    /// The error says which part of `target` cannot be kept, as it is a secret, or why the file was not
    /// written.
    tl::expected<void, QString> set(const QString &name, const UploadTarget &target) const;
    tl::expected<void, QString> remove(const QString &name) const;

    const QString &file() const { return m_file; }

private:
    const QString m_file;
};

/// What a user means by `text`: the profile behind "@", or a URL.
tl::expected<UploadTarget, QString> targetFromText(const QString &text);

/// A receiver that many have, and what it takes.
struct UploadPreset {
    QString name;        ///< one word
    QString title;       ///< for people
    QString address;     ///< what its URLs look like
    QString hint;        ///< what else it wants; may be empty
    UploadTarget target; ///< without a URL
};
const std::vector<UploadPreset> &uploadPresets();
/// Null: there is none of that name.
const UploadPreset *uploadPreset(const QString &name);

} // namespace pipecore
