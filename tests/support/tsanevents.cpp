// Tells ThreadSanitizer of the order that Qt's event queues make. Their locks are futexes inside a library
// that is not instrumented, so that whatever is handed over by a queued call would be taken for a data race.
//
// What happened before an event was allocated happens before the event is handled. Nothing else is ordered by
// this: two threads that share more than the event are still found out.

#include <QtCore/qnamespace.h>

#include <cstddef>

extern "C" void __tsan_acquire(void *address);
extern "C" void __tsan_release(void *address);

namespace
{

// All of Qt's events and those of our own are between these, in bytes.
constexpr size_t kSmallest = 16;
constexpr size_t kLargest = 256;

// `data`: the receiver, the event, and where a result would go.
bool eventArrives(void **data)
{
    __tsan_acquire(data[1]);
    return false; // it goes on to its receiver
}

[[maybe_unused]] const bool kRegistered =
    QInternal::registerCallback(QInternal::EventNotifyCallback, eventArrives);

} // namespace

// Called by the runtime after each allocation (sanitizer/allocator_interface.h).
extern "C" void __sanitizer_malloc_hook(const volatile void *block, size_t size)
{
    if (size >= kSmallest && size <= kLargest)
        __tsan_release(const_cast<void *>(block));
}

extern "C" void __sanitizer_free_hook(const volatile void *) {}
