#pragma once

#include <QString>

#include <memory>

#include <tl/expected.hpp>

class QFileDevice;

namespace pipecore
{

/// A file that somebody asked to have written: it takes the place of `path` once all is written, and nothing
/// changes before. What is there and is no plain file (a device, a FIFO) is written into instead: it must not
/// be replaced. Where the folder takes no second file, a plain file is written in place too.
class NewFile
{
public:
    explicit NewFile(const QString &path);
    ~NewFile();

    /// False when it cannot be written; error() says why.
    bool isOpen() const;
    QFileDevice &device() { return *m_device; }
    /// False when it writes into what is there.
    bool replaces() const { return m_replaces; }
    /// For people: "cannot write PATH: reason".
    QString error() const;
    /// The end of writing: all is in the file, or the error says why not.
    tl::expected<void, QString> commit();

private:
    const QString m_path;
    const bool m_replaces;
    const std::unique_ptr<QFileDevice> m_device;
};

} // namespace pipecore
