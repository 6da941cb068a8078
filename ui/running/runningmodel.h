#pragma once

#include "pipecore/run/processtree.h"
#include "pipecore/session/sessionrecord.h"
#include "ui/session/runsummary.h"

#include <QAbstractListModel>
#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <deque>
#include <functional>
#include <map>
#include <vector>

namespace ui
{

class SessionPage;

/// The commands in the window's tabs, those that run first, and behind them what was run lately. Its figures
/// are sampled once a second; /proc is read in a thread of the pool.
class RunningModel : public QAbstractListModel
{
    Q_OBJECT
public:
    static constexpr size_t kSamples = 60;
    static constexpr size_t kMostRecent = 12;

    struct Entry {
        QPointer<SessionPage> page; ///< null: kept, and in no tab
        QString id;
        QString title;
        QString toolTip;
        RunSummary summary{RunSummary::Kind::File, {}, {}};
        qint64 duration = 0;      ///< ms
        std::deque<double> rates; ///< bytes a second, once a second, the newest last
        double cpuPercent = -1;   ///< of one processor; below 0: not known
        qint64 rssBytes = 0;
        int processes = 0;
        qint64 unreadRows = 0;     ///< that came since the tab was in view
        bool isFailureNew = false; ///< it failed since then
    };

    using Pages = std::function<std::vector<SessionPage *>()>;
    using Current = std::function<SessionPage *()>;
    RunningModel(Pages pages, Current current, QObject *parent);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    const Entry &entry(int row) const { return m_entries[static_cast<size_t>(row)]; }
    int rowOf(const SessionPage *page) const;

    /// To be called when tabs come or go, or another one comes into view.
    void refresh();
    /// Whether figures are sampled; not while nobody sees them.
    void setLive(bool live);

private:
    /// What is remembered of a page from one sample to the next.
    struct Memory {
        std::deque<double> rates;
        qint64 bytes = 0;
        qint64 cpuMs = -1;
        qint64 cpuAt = 0;
        double cpuPercent = -1;
        pipecore::TreeUse use;
        qint64 seenRows = 0;
        bool wasRunning = false;
        bool isFailureNew = false;
    };
    void sample();
    void take(const std::map<pid_t, pipecore::TreeUse> &uses);
    void readRecent();
    Entry entryOf(SessionPage *page);

    const Pages m_pages;
    const Current m_current;
    std::vector<Entry> m_entries;
    std::map<const SessionPage *, Memory> m_memory;
    std::vector<pipecore::SessionRecord> m_recent; // the newest first
    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_sampledAt = 0;
    bool m_isSampling = false;
};

} // namespace ui
