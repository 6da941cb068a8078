#pragma once

#include "pipecore/net/upload/upload.h"

#include <QObject>

namespace app
{

/// Tells on standard error how an upload fares: what goes wrong once, not at each attempt, and how it ends.
class UploadReport : public QObject
{
    Q_OBJECT
public:
    /// `session`: what the user may call it by. `quiet`: only failures.
    UploadReport(const pipecore::Upload *upload, QString session, bool quiet);

signals:
    /// Once; after it was told.
    void ended(bool well);

private:
    void changed();

    const pipecore::Upload *const m_upload;
    const QString m_session;
    const bool m_quiet;
    QString m_told;
    bool m_ended = false;
};

} // namespace app
