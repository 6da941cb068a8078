#pragma once

#include "pipecore/run/command.h"

#include <QLocalServer>
#include <QObject>
#include <QStringList>

#include <optional>

namespace ui
{

/// One window for all that a user starts: a later Runnel hands what it was asked for to the one that is
/// there. By choice, and for each data folder. The two talk over a socket that only the user can open: a line
/// of JSON with the request, "taken" in answer, and "go", without which nothing is done.
class SingleInstance : public QObject
{
    Q_OBJECT
public:
    struct Request {
        pipecore::Command command; ///< may be empty
        QStringList paths;         ///< absolute, or names of sessions
    };

    static bool isWanted();
    static void setWanted(bool wanted);
    /// Asks the window that is there, if there is one. Waits for its answer, a second or two at most.
    static bool passOn(const Request &request);

    /// Becomes the one that is there, unless there is another.
    explicit SingleInstance(QObject *parent = nullptr);
    bool isListening() const { return m_server.isListening(); }
    /// Why it cannot be the one that is there, a sentence; empty when it is, or another is.
    const QString &problem() const { return m_problem; }

signals:
    void requested(const ui::SingleInstance::Request &request);

private:
    void answer();
    static std::optional<Request> read(const QByteArray &line);

    QLocalServer m_server;
    QString m_problem;
};

} // namespace ui
