#pragma once

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <type_traits>

namespace ui
{

/// Threads for what may wait for a disk, a thread or a process. The global pool is not for that: Qt has it
/// help to paint, and the GUI thread then waits for a place in it.
QThreadPool *backgroundPool();

/// Runs `work` in a thread of the pool, then `done` with its result in the thread of `context`; `done` is not
/// called when `context` is gone by then. For all that may wait for a disk.
template<typename Work, typename Done> void runInBackground(QObject *context, Work work, Done done)
{
    using Result = std::invoke_result_t<Work>;
    static_assert(!std::is_void_v<Result>, "give back something, if only a bool");
    auto promise = std::make_shared<QPromise<Result>>();
    promise->start();
    promise->future().then(context, std::move(done));
    backgroundPool()->start([promise, work = std::move(work)]() mutable {
        promise->addResult(work());
        promise->finish();
    });
}

/// Lets go of something whose destruction may wait for a disk or a thread, in a thread of the pool.
template<typename T> void disposeInBackground(std::shared_ptr<T> object)
{
    if (object)
        backgroundPool()->start([object = std::move(object)]() mutable { object.reset(); });
}

} // namespace ui
