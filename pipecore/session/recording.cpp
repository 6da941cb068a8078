#include "pipecore/session/recording.h"

#include "pipecore/capture/indexer.h"
#include "pipecore/text/stylescanner.h"

#include <QDir>
#include <QFileInfo>

namespace pipecore
{

namespace
{

/// What the view needs to know at the start of each block: the style in force.
class CarriedStyle : public BlockScanner
{
public:
    void scan(const char *data, qint64 size, bool hasEscape) override
    {
        m_scanner.scan(data, size, hasEscape);
    }
    CarriedState state() const override { return m_scanner.state().toWords(); }

private:
    StyleScanner m_scanner;
};

} // namespace

Recording::Recording(Capture::Ptr capture, SessionRecord record)
    : m_capture(std::move(capture)), m_record(std::move(record)), m_scanner(std::make_unique<CarriedStyle>()),
      m_index(m_scanner.get())
{
}

Recording::~Recording()
{
    m_indexer.reset();
    if (m_removeFolder && !m_folder.isEmpty())
        QDir(m_folder).removeRecursively();
}

tl::expected<Recording::Ptr, QString> Recording::create(const QString &folder, SessionRecord record)
{
    const QDir directory(folder);
    auto capture = Capture::create(directory.filePath(sessionfile::output));
    if (!capture)
        return tl::unexpected(capture.error());
    if (const auto written = record.write(folder); !written)
        return tl::unexpected(QStringLiteral("cannot write into %1: %2").arg(folder, written.error()));
    Ptr recording(new Recording(std::move(*capture), std::move(record)));
    recording->m_folder = folder;
    recording->m_times.create(directory.filePath(sessionfile::timing));
    return recording;
}

tl::expected<Recording::Ptr, QString> Recording::openFolder(const QString &folder)
{
    const QDir directory(folder);
    auto record = SessionRecord::read(folder);
    if (!record)
        return tl::unexpected(record.error());
    auto capture = Capture::open(directory.filePath(sessionfile::output));
    if (!capture)
        return tl::unexpected(capture.error());
    Ptr recording(new Recording(std::move(*capture), std::move(*record)));
    recording->m_folder = folder;
    recording->m_record.bytes = recording->m_capture->end();
    recording->m_times.open(directory.filePath(sessionfile::timing));
    return recording;
}

tl::expected<Recording::Ptr, QString> Recording::openFile(const QString &path)
{
    auto capture = Capture::open(path);
    if (!capture)
        return tl::unexpected(capture.error());
    const QFileInfo file(path);
    SessionRecord record;
    record.id = file.fileName();
    record.command.program = file.fileName();
    record.directory = file.absolutePath();
    record.started = record.ended = file.lastModified();
    record.bytes = (*capture)->end();
    record.state = SessionRecord::State::Ended;
    Ptr recording(new Recording(std::move(*capture), std::move(record)));
    recording->m_plainFile = file.absoluteFilePath();
    return recording;
}

Recording::Ptr Recording::of(Capture::Ptr capture)
{
    SessionRecord record;
    record.started = QDateTime::currentDateTimeUtc();
    return Ptr(new Recording(std::move(capture), std::move(record)));
}

void Recording::startIndexing()
{
    if (m_indexer)
        return;
    const QString path = m_folder.isEmpty() ? QString() : QDir(m_folder).filePath(sessionfile::index);
    const bool ended = m_capture->hasEnded();
    if (ended && !path.isEmpty() && m_index.load(path, m_capture->end())) {
        // The thread finds nothing left to do.
        m_indexer = std::make_unique<Indexer>(m_capture, &m_index);
        return;
    }
    m_indexer = std::make_unique<Indexer>(m_capture, &m_index, [this, path] {
        if (!path.isEmpty())
            m_index.save(path); // when it fails it is made again the next time
    });
}

bool Recording::isIndexed() const
{
    return m_capture->hasEnded() && m_indexer && m_indexer->isDone();
}

void Recording::waitForIndex()
{
    if (m_indexer)
        m_indexer->wait();
}

void Recording::setEncoding(const QByteArray &name)
{
    const std::lock_guard lock(m_encodingLock);
    m_encoding = name == "UTF-8" ? QByteArray() : name;
}

QByteArray Recording::encoding() const
{
    const std::lock_guard lock(m_encodingLock);
    return m_encoding;
}

} // namespace pipecore
