#include "pipecore/net/upload/keychain.h"

#include <QObject>

#include <memory>

#include <qt6keychain/keychain.h>

namespace pipecore::keychain
{

namespace
{

const QString kService = QStringLiteral("runnel");

QString problem(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return QStringLiteral("the keychain has no entry \"%1\"; \"runnel tokens set %1\" makes it")
            .arg(job.key());
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return QStringLiteral("the keychain was not unlocked, so that \"%1\" cannot be had").arg(job.key());
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return QStringLiteral("no keychain runs here; name a variable that has the token (--token-env)");
    default:
        return QStringLiteral("the keychain failed: %1; a variable can have the token too (--token-env)")
            .arg(job.errorString());
    }
}

template<typename Then> void begin(QKeychain::Job *job, const QString &entry, QObject *context, Then then)
{
    job->setKey(entry);
    job->setInsecureFallback(false); // better no secret than one in a file that anyone can read
    QObject::connect(job, &QKeychain::Job::finished, context, std::move(then));
    job->start();
}

void tell(const Done &then, const QKeychain::Job &job)
{
    then(job.error() == QKeychain::NoError ? tl::expected<void, QString>() : tl::unexpected(problem(job)));
}

} // namespace

void read(const QString &entry, QObject *context, Read then)
{
    auto *job = new QKeychain::ReadPasswordJob(kService); // deletes itself
    begin(job, entry, context, [job, then = std::move(then)] {
        if (job->error() != QKeychain::NoError)
            then(tl::unexpected(problem(*job)));
        else
            then(job->textData().toUtf8());
    });
}

void write(const QString &entry, const QByteArray &secret, QObject *context, Done then)
{
    auto *job = new QKeychain::WritePasswordJob(kService);
    job->setTextData(QString::fromUtf8(secret));
    begin(job, entry, context, [job, then = std::move(then)] { tell(then, *job); });
}

void remove(const QString &entry, QObject *context, Done then)
{
    auto *job = new QKeychain::DeletePasswordJob(kService);
    begin(job, entry, context, [job, then = std::move(then)] { tell(then, *job); });
}

} // namespace pipecore::keychain
