#pragma once

#include <QObject>

#include <memory>

class QSocketNotifier;

namespace app
{

/// Turns SIGINT, SIGTERM and SIGHUP into a Qt signal, in the thread that made it. One at a time.
class SignalWatch : public QObject
{
    Q_OBJECT
public:
    explicit SignalWatch(QObject *parent = nullptr);
    ~SignalWatch() override;

signals:
    void received(int number);
    /// The terminal has another size (SIGWINCH).
    void terminalResized();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace app
