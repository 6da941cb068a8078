#include "ui/running/runningmodel.h"

#include "pipecore/session/sessionstore.h"
#include "ui/base/background.h"
#include "ui/session/sessionpage.h"

#include <algorithm>

namespace ui
{

using pipecore::SessionRecord;
using pipecore::TreeUse;

namespace
{

constexpr int kInterval = 1000; // ms between samples

} // namespace

RunningModel::RunningModel(Pages pages, Current current, QObject *parent)
    : QAbstractListModel(parent), m_pages(std::move(pages)), m_current(std::move(current))
{
    m_clock.start();
    m_timer.setInterval(kInterval);
    connect(&m_timer, &QTimer::timeout, this, &RunningModel::sample);
}

int RunningModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant RunningModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Entry &one = entry(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return one.title;
    case Qt::ToolTipRole:
        return one.toolTip;
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(one.title, one.summary.text);
    default:
        return {};
    }
}

int RunningModel::rowOf(const SessionPage *page) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [page](const Entry &one) { return one.page == page; });
    return found == m_entries.end() ? -1 : static_cast<int>(found - m_entries.begin());
}

void RunningModel::setLive(bool live)
{
    if (live == m_timer.isActive())
        return;
    if (!live)
        return m_timer.stop();
    m_timer.start();
    readRecent();
    refresh();
}

void RunningModel::sample()
{
    const qint64 elapsed = std::max<qint64>(1, m_clock.elapsed() - m_sampledAt);
    m_sampledAt = m_clock.elapsed();
    std::vector<pid_t> roots;
    for (SessionPage *page : m_pages()) {
        Memory &memory = m_memory[page];
        const qint64 bytes = page->recording()->capture()->end();
        if (page->isRunning() || memory.wasRunning) {
            memory.rates.push_back(static_cast<double>(bytes - memory.bytes) * 1000 /
                                   static_cast<double>(elapsed));
            if (memory.rates.size() > kSamples)
                memory.rates.pop_front();
        }
        memory.bytes = bytes;
        if (page->isRunning() && page->processId() > 0)
            roots.push_back(static_cast<pid_t>(page->processId()));
    }
    refresh();
    if (roots.empty() || m_isSampling)
        return;
    m_isSampling = true;
    runInBackground(
        this, [roots] { return pipecore::sampleTrees(roots); },
        [this](const std::map<pid_t, TreeUse> &uses) {
            m_isSampling = false;
            take(uses);
        });
}

void RunningModel::take(const std::map<pid_t, TreeUse> &uses)
{
    const qint64 now = m_clock.elapsed();
    for (SessionPage *page : m_pages()) {
        const auto use = uses.find(static_cast<pid_t>(page->processId()));
        if (use == uses.end())
            continue;
        Memory &memory = m_memory[page];
        // What ended took its time with it, if nobody waited for it.
        if (memory.cpuMs >= 0 && now > memory.cpuAt)
            memory.cpuPercent = static_cast<double>(std::max<qint64>(0, use->second.cpuMs - memory.cpuMs)) *
                                100 / static_cast<double>(now - memory.cpuAt);
        memory.cpuMs = use->second.cpuMs;
        memory.cpuAt = now;
        memory.use = use->second;
    }
    refresh();
}

void RunningModel::readRecent()
{
    runInBackground(
        this,
        [] {
            std::vector<SessionRecord> records = pipecore::SessionStore().list();
            std::reverse(records.begin(), records.end());
            return records;
        },
        [this](const std::vector<SessionRecord> &records) {
            m_recent = records;
            m_recent.resize(std::min(m_recent.size(), 4 * kMostRecent));
            refresh();
        });
}

RunningModel::Entry RunningModel::entryOf(SessionPage *page)
{
    Memory &memory = m_memory[page];
    Entry one;
    one.page = page;
    one.id = page->record().id;
    one.title = page->title();
    one.summary = page->summary();
    one.duration = page->record().duration();
    one.rates = memory.rates;
    const bool running = page->isRunning();
    if (running) {
        one.cpuPercent = memory.cpuPercent;
        one.rssBytes = memory.use.rssBytes;
        one.processes = memory.use.processes;
    }
    const qint64 rows = page->recording()->index().rows();
    const bool isSeen = page == m_current();
    if (memory.wasRunning && !running) {
        memory.isFailureNew = one.summary.kind != RunSummary::Kind::Success;
        readRecent();
    }
    memory.wasRunning = running;
    if (isSeen || !page->session()) { // what was only opened is nothing new
        memory.seenRows = rows;
        memory.isFailureNew = false;
    }
    one.unreadRows = rows - memory.seenRows;
    one.isFailureNew = memory.isFailureNew;
    one.toolTip = tr("%1\nin %2\n%3 %4")
                      .arg(page->record().command.text(), page->record().directory, one.summary.text,
                           one.summary.detail);
    if (one.processes > 1)
        one.toolTip += u'\n' + tr("%1 processes").arg(one.processes);
    return one;
}

void RunningModel::refresh()
{
    std::vector<Entry> entries;
    const std::vector<SessionPage *> pages = m_pages();
    std::erase_if(m_memory, [&](const auto &memory) {
        return std::find(pages.begin(), pages.end(), memory.first) == pages.end();
    });
    QStringList open;
    for (SessionPage *page : pages) {
        entries.push_back(entryOf(page));
        open << entries.back().id;
    }
    std::stable_partition(entries.begin(), entries.end(),
                          [](const Entry &one) { return one.page->isRunning(); });
    size_t recent = 0;
    for (const SessionRecord &record : m_recent) {
        if (recent == kMostRecent)
            break;
        if (open.contains(record.id) || record.state == SessionRecord::State::Running)
            continue;
        ++recent;
        Entry one;
        one.id = record.id;
        one.title = record.command.text().simplified();
        one.summary = RunSummary::of(record);
        one.duration = record.duration();
        one.toolTip = tr("%1\nin %2\nstarted %3")
                          .arg(record.command.text(), record.directory,
                               record.started.toLocalTime().toString(Qt::TextDate));
        entries.push_back(std::move(one));
    }
    // The rows stay selected where the same commands stand as before.
    const bool isSame =
        std::equal(entries.begin(), entries.end(), m_entries.begin(), m_entries.end(),
                   [](const Entry &a, const Entry &b) { return a.id == b.id && a.page == b.page; });
    if (!isSame)
        beginResetModel();
    m_entries = std::move(entries);
    if (!isSame)
        endResetModel();
    else if (!m_entries.empty())
        emit dataChanged(index(0), index(rowCount() - 1));
}

} // namespace ui
