#include "pipecore/net/upload/curltransfer.h"

#include "pipecore/net/upload/bodywriter.h"
#include "pipecore/net/upload/curlaccess.h"

#include <QElapsedTimer>

#include <algorithm>
#include <array>

namespace pipecore
{

namespace
{

constexpr int kPollInterval = 250;         // ms: between looks at whether it has stalled
constexpr long kUploadBuffer = 256 * 1024; // bytes: as many as the feed gives at once
constexpr qsizetype kMostAnswer = 64 * 1024;

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

bool hasHeader(const UploadTarget &target, const QByteArray &name)
{
    return std::any_of(target.headers.begin(), target.headers.end(), [&](const auto &header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
}

} // namespace

CurlTransfer::CurlTransfer(UploadTarget target, Recording::Ptr recording, const QString &session,
                           const QDateTime &started, std::function<void(const Result &)> done)
    : m_target(std::move(target)), m_done(std::move(done)),
      m_feed(std::move(recording), m_target.effectiveFormat(), session, started), m_multi(curl_multi_init())
{
    m_feed.pipe().setReadObserver([this] { curl_multi_wakeup(m_multi); });
    m_thread = std::thread([this] { run(); });
}

CurlTransfer::~CurlTransfer()
{
    m_stop = true;
    curl_multi_wakeup(m_multi);
    m_thread.join();
    m_feed.pipe().setReadObserver(nullptr);
    curl_multi_cleanup(m_multi);
}

void CurlTransfer::hold(bool held)
{
    m_held = held;
    curl_multi_wakeup(m_multi);
}

// libcurl's thread. To be told to wait is to be asked again only after curl_easy_pause().
size_t CurlTransfer::give(char *buffer, size_t most)
{
    m_lastMove = now();
    Pipe &pipe = m_feed.pipe();
    if (m_held || !pipe.hasNews()) {
        m_isPaused = true;
        return CURL_READFUNC_PAUSE;
    }
    const qint64 n = pipe.read(buffer, static_cast<qint64>(most));
    if (n > 0)
        return static_cast<size_t>(n);
    const PipeStatus status = pipe.readStatus();
    if (status.code != PipeStatus::EndOfStream) {
        m_result.feedError = status.text;
        return CURL_READFUNC_ABORT;
    }
    m_result.sentAll = true;
    return 0;
}

void CurlTransfer::hear(const char *data, size_t size)
{
    m_lastMove = now();
    m_result.body.append(data, std::min(static_cast<qsizetype>(size), kMostAnswer - m_result.body.size()));
}

void CurlTransfer::hearHeader(QByteArray line)
{
    const qsizetype colon = line.indexOf(':');
    const QByteArray name = line.first(std::max<qsizetype>(colon, 0)).toLower();
    const QByteArray value = line.mid(colon + 1).trimmed();
    if (line.startsWith("HTTP/"))
        m_result.location = m_result.retryAfter = {};
    else if (name == "location")
        m_result.location = value;
    else if (name == "retry-after")
        m_result.retryAfter = value;
}

bool CurlTransfer::isStalled()
{
    if (m_isPaused && !m_result.sentAll) // it waits for us
        m_lastMove = now();
    return now() - m_lastMove > m_target.timeoutMs;
}

void CurlTransfer::run()
{
    perform();
    if (!m_stop)
        m_done(m_result);
}

void CurlTransfer::perform()
{
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(curl_easy_init(), curl_easy_cleanup);
    CURL *const handle = easy.get();
    std::array<char, CURL_ERROR_SIZE> detail{};
    QList<std::pair<QByteArray, QByteArray>> extra;
    if (!hasHeader(m_target, "Content-Type"))
        extra.emplace_back("Content-Type", m_target.effectiveFormat() == UploadFormat::Raw
                                               ? QByteArrayLiteral("application/octet-stream")
                                               : BodyWriter::contentType(m_target.effectiveFormat()));
    extra.emplace_back("Transfer-Encoding", "chunked");
    const CurlHeaders headers = applyAccess(handle, m_target, extra);
    curl_slist_append(headers.get(), "Expect:"); // nobody waits for 100: output is to be seen now
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, detail.data());
    curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle, CURLOPT_UPLOAD_BUFFERSIZE, kUploadBuffer);
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, m_target.effectiveMethod().constData());
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(m_target.timeoutMs));
    curl_easy_setopt(handle, CURLOPT_READDATA, this);
    curl_easy_setopt(
        handle, CURLOPT_READFUNCTION, +[](char *buffer, size_t size, size_t count, void *self) {
            return static_cast<CurlTransfer *>(self)->give(buffer, size * count);
        });
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(
        handle, CURLOPT_WRITEFUNCTION, +[](char *data, size_t size, size_t count, void *self) {
            static_cast<CurlTransfer *>(self)->hear(data, size * count);
            return size * count;
        });
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(
        handle, CURLOPT_HEADERFUNCTION, +[](char *data, size_t size, size_t count, void *self) {
            static_cast<CurlTransfer *>(self)->hearHeader(
                QByteArray(data, static_cast<qsizetype>(size * count)));
            return size * count;
        });
    curl_multi_add_handle(m_multi, handle);
    m_lastMove = now();
    bool isDone = false;
    while (!isDone && !m_stop && !m_result.stalled) {
        int running = 0;
        curl_multi_perform(m_multi, &running);
        int left = 0;
        while (const CURLMsg *message = curl_multi_info_read(m_multi, &left)) {
            isDone = message->msg == CURLMSG_DONE;
            m_result.code = message->data.result;
        }
        if (isDone)
            break;
        if (m_isPaused && !m_held && m_feed.pipe().hasNews()) {
            m_isPaused = false;
            curl_easy_pause(handle, CURLPAUSE_CONT);
            continue;
        }
        m_result.stalled = isStalled();
        if (!m_result.stalled)
            curl_multi_poll(m_multi, nullptr, 0, kPollInterval, nullptr);
    }
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &m_result.status);
    m_result.detail = QString::fromLocal8Bit(detail.data());
    curl_multi_remove_handle(m_multi, handle);
}

} // namespace pipecore
