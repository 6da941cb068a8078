#include "ui/base/background.h"

#include <QCoreApplication>
#include <QThreadPool>

namespace ui
{

QThreadPool *backgroundPool()
{
    // The application ends it, and waits for what is still in it.
    static auto *const pool = new QThreadPool(QCoreApplication::instance());
    return pool;
}

} // namespace ui
