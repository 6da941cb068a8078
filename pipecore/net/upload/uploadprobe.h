#pragma once

#include "pipecore/net/upload/targetaccess.h"
#include "pipecore/net/upload/uploadtarget.h"

#include <QElapsedTimer>
#include <QList>
#include <QMetaType>
#include <QObject>

#include <memory>

class QNetworkAccessManager;
class QNetworkReply;

namespace pipecore
{

class NetworkThread;

/// One thing that a probe found out about a target.
struct ProbeFinding {
    enum class Verdict {
        Good,
        Bad,    ///< an upload would fail
        Unknown ///< only an upload will tell, or it is for the user to judge
    };
    Verdict verdict = Verdict::Unknown;
    QString text; ///< a sentence without its full stop; never has a secret
};

/// Asks a target whether an upload would work, and leaves nothing there: whether somebody answers, how safe
/// the connection is, what becomes of the credentials, and whether the mode is taken. That is what can be
/// known: OPTIONS and HEAD for most modes, an empty batch for batches. What a server does not say is not
/// guessed.
class UploadProbe : public QObject
{
    Q_OBJECT
public:
    explicit UploadProbe(UploadTarget target) : m_target(std::move(target)) {}

    /// Begins, in the network thread; before that, from here, it asks the keychain for the token if it is
    /// there (see keychain.h). Deletes itself behind done(), or with the thread. Connect first.
    void runIn(NetworkThread *network);

signals:
    /// Once. The first is whether somebody answers; nothing follows when nobody does.
    void done(const QList<pipecore::ProbeFinding> &findings);

private:
    void start();
    void ask(const QByteArray &verb, bool withBody, void (UploadProbe::*then)(QNetworkReply &));
    void optionsCame(QNetworkReply &reply);
    void headCame(QNetworkReply &reply);
    void batchCame(QNetworkReply &reply);
    bool isReached(QNetworkReply &reply);
    void judgeSafety(const QNetworkReply &reply);
    void judgeCredentials(int status, bool isProof);
    void judgeTus(const QNetworkReply &reply);
    void judgeMethod(const QNetworkReply &reply);
    void add(ProbeFinding::Verdict verdict, const QString &text) { m_findings.append({verdict, text}); }
    void finish();

    UploadTarget m_target;
    std::unique_ptr<TargetAccess> m_access;
    QNetworkAccessManager *m_network = nullptr;
    QElapsedTimer m_clock;
    QList<ProbeFinding> m_findings;
};

} // namespace pipecore

Q_DECLARE_METATYPE(pipecore::ProbeFinding)
