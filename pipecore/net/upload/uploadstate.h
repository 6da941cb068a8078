#pragma once

#include "pipecore/net/upload/uploadtarget.h"

#include <QString>
#include <QUrl>

#include <vector>

namespace pipecore
{

/// How far an upload has come, in a file of the session's folder, so that it goes on from there after Runnel
/// was ended, in whatever way. One file for each target: `upload-<hash of address and mode>.json`, 0600.
///
/// Secrets are not kept: no token, no user's name and password, no secret parameter of the address, no header
/// whose name looks like one. `incomplete` tells that something of the kind was left out.
struct UploadState {
    UploadTarget target;
    QUrl resource;           ///< what the server made for the upload; empty: nothing
    qint64 acknowledged = 0; ///< bytes of the capture
    qint64 batchEnd = 0; ///< behind the batch that is, or was, under way; not beyond acknowledged: none is
    qint64 records = 0;  ///< acknowledged or refused
    qint64 refused = 0;
    bool isDone = false;
    QStringList incomplete; ///< what is missing, in words

    /// The name of the file for `target`, without a folder.
    static QString fileName(const UploadTarget &target);

    /// Writes the file into `folder`; it is whole at any moment. False when that fails.
    bool write(const QString &folder) const;
    /// The state of `target` in `folder`, when it can go on from there; else a new one.
    static UploadState readFor(const UploadTarget &target, const QString &folder);
    /// All that `folder` has, in the order of their files' names. A token is taken from its variable again.
    static std::vector<UploadState> readAll(const QString &folder);
};

/// `url` without a user's name and password, and with the values of secret parameters taken out.
QUrl withoutSecrets(const QUrl &url);

} // namespace pipecore
