#pragma once

#include <QObject>
#include <QString>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include <tl/expected.hpp>

namespace pipecore
{

class CaptureWatch;

/// Gets the bytes of a capture while they are in memory, besides those who read them from the file.
class CaptureTap
{
public:
    virtual ~CaptureTap() = default;
    /// These bytes were appended at `offset`, and nobody was told yet. In the appending thread, which waits:
    /// so be quick, and never wait for who else reads the capture.
    virtual void appended(qint64 offset, const char *data, qint64 size) = 0;
    /// No byte will come any more.
    virtual void finished() = 0;
};

/// The bytes of one run in one file, which only grows; everything that shows, sends or searches them is a
/// cursor into it. The file holds the bytes and nothing else.
///
/// One thread appends. Any thread reads, at any offset below end(). Bytes below end() are in the file and
/// never change. Files are made with mode 0600, and locked (flock) while their writer lives.
class Capture
{
public:
    using Ptr = std::shared_ptr<Capture>;

    /// Makes `path`, which must not exist, for appending.
    static tl::expected<Ptr, QString> create(const QString &path);
    /// Opens a capture that has ended, or any plain file, for reading.
    static tl::expected<Ptr, QString> open(const QString &path);
    /// Whether some process still appends to `path`.
    static bool isBeingWritten(const QString &path);

    ~Capture();

    QString path() const { return m_path; }
    /// Bytes that can be read; the committed end.
    qint64 end() const { return m_end.load(std::memory_order_acquire); }
    /// No byte will come any more.
    bool hasEnded() const { return m_ended.load(std::memory_order_acquire); }

    /// Up to `maxSize` bytes at `offset`, into `data`: the bytes read, 0 at the end, -1 on an error (`error`
    /// says which, if given). Never maps the file: a file truncated by somebody else is an error, no crash.
    qint64 read(qint64 offset, char *data, qint64 maxSize, QString *error = nullptr) const;

    struct Appended {
        qint64 size;   ///< bytes that are in the file now, and committed
        int errorCode; ///< errno when that is fewer than given, else 0
    };
    /// Appends, and moves the end by what was written, also when the disk fills up half-way.
    Appended append(const char *data, qint64 size);
    /// No append follows. Wakes all that wait.
    void finish();
    /// Whom to give the bytes to; null: nobody. Once it returns, the one before is not called any more.
    void setTap(CaptureTap *tap);

    /// Blocks until the end is beyond `offset` or the capture has ended, at most `ms` milliseconds (negative:
    /// no limit). False on time-out, and when `cancelled`, if given, is set: at once when it was set before,
    /// and otherwise when interruptWaits() is called after that.
    bool waitBeyond(qint64 offset, int ms, const std::atomic<bool> *cancelled = nullptr) const;
    /// Lets all that wait look whether they were cancelled.
    void interruptWaits();

private:
    friend class CaptureWatch;
    Capture(QString path, int fd, qint64 end, bool ended);
    void announce();

    const QString m_path;
    const int m_fd;
    std::atomic<qint64> m_end;
    std::atomic<bool> m_ended;
    mutable std::atomic<int> m_interested{0}; // waiters and watches: append() has nobody to tell when it is 0
    std::mutex m_tapLock;                     // held while the tap is called
    CaptureTap *m_tap = nullptr;
    mutable std::mutex m_lock; // guards what follows
    mutable std::condition_variable m_moved;
    std::vector<CaptureWatch *> m_watches;
};

/// Tells its own thread's event loop that the end of a capture moved, or that the capture ended: one signal
/// for all the moves since the last.
class CaptureWatch : public QObject
{
    Q_OBJECT
public:
    explicit CaptureWatch(Capture::Ptr capture, QObject *parent = nullptr);
    ~CaptureWatch() override;

signals:
    void moved();

protected:
    bool event(QEvent *event) override;

private:
    friend class Capture;
    void post();

    const Capture::Ptr m_capture;
    std::atomic<bool> m_posted{false};
};

} // namespace pipecore
