#pragma once

#include "pipecore/capture/blockindex.h"
#include "pipecore/capture/capture.h"
#include "pipecore/capture/timeindex.h"
#include "pipecore/session/sessionrecord.h"

#include <memory>
#include <mutex>

namespace pipecore
{

class Indexer;

/// All there is to see of one session, running or not: its bytes, where its rows are, when they came, and
/// what is known of it. Also a plain file that somebody wants to look at.
///
/// The parts may be used from any thread as each of them says; the record belongs to the owner's thread.
class Recording
{
public:
    using Ptr = std::shared_ptr<Recording>;

    /// Makes the files of a new session in `folder`.
    static tl::expected<Ptr, QString> create(const QString &folder, SessionRecord record);
    /// Opens the session that is kept in `folder`.
    static tl::expected<Ptr, QString> openFolder(const QString &folder);
    /// Opens any file; there are no times, and the record has its name only.
    static tl::expected<Ptr, QString> openFile(const QString &path);
    /// Of a capture alone: there are no times, no folder, and nothing is known of it.
    static Ptr of(Capture::Ptr capture);
    ~Recording();

    const Capture::Ptr &capture() const { return m_capture; }
    const BlockIndex &index() const { return m_index; }
    TimeIndex &times() { return m_times; }
    SessionRecord &record() { return m_record; }
    const SessionRecord &record() const { return m_record; }
    const QString &folder() const { return m_folder; }
    /// Of a file that was opened as one; else empty.
    const QString &plainFile() const { return m_plainFile; }

    /// Starts to index, in a thread that lives with the recording; takes the kept index where it is sound.
    void startIndexing();
    /// Every byte of an ended capture is indexed.
    bool isIndexed() const;
    /// Waits for that; the capture must have ended.
    void waitForIndex();
    /// How the bytes are to be read as text: a name that QStringDecoder knows; empty for UTF-8. Any thread.
    void setEncoding(const QByteArray &name);
    QByteArray encoding() const;

    /// The folder is removed with the recording.
    void removeFolderAtEnd() { m_removeFolder = true; }

private:
    Recording(Capture::Ptr capture, SessionRecord record);

    const Capture::Ptr m_capture;
    SessionRecord m_record;
    QString m_folder;
    QString m_plainFile;
    bool m_removeFolder = false;
    mutable std::mutex m_encodingLock;
    QByteArray m_encoding;
    std::unique_ptr<BlockScanner> m_scanner;
    BlockIndex m_index;
    TimeIndex m_times;
    std::unique_ptr<Indexer> m_indexer; // the last: its thread uses the others
};

} // namespace pipecore
