#include "ui/view/selectioncopy.h"

#include "pipecore/base/newfile.h"
#include "pipecore/session/rowexport.h"
#include "pipecore/text/humanize.h"
#include "ui/base/background.h"
#include "ui/view/outputview.h"

#include <QBuffer>
#include <QClipboard>
#include <QGuiApplication>
#include <QFileDevice>

#include <algorithm>

namespace ui
{

namespace
{

constexpr qint64 kMostForPrimary = 1024 * 1024;

QString selectedText(pipecore::RowSource &source, RowPlace from, RowPlace to, pipecore::RowShape shape)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    pipecore::writeRows(source, from, to, buffer, shape);
    return QString::fromUtf8(buffer.data());
}

pipecore::RowShape shapeOf(OutputView *view)
{
    return view->selection().isBlock() ? pipecore::RowShape::Block : pipecore::RowShape::Text;
}

void save(OutputView *view, const QString &path, RowPlace from, RowPlace to, pipecore::RowShape shape,
          std::function<void(const QString &)> done)
{
    const auto work = [path, source = std::shared_ptr<pipecore::RowSource>(view->source().clone()), from, to,
                       shape]() -> QString {
        pipecore::NewFile file(path);
        if (!file.isOpen())
            return file.error();
        if (const auto written = pipecore::writeRows(*source, from, to, file.device(), shape); !written)
            return QObject::tr("Cannot write %1: %2").arg(path, written.error());
        const auto committed = file.commit();
        return committed ? QString() : committed.error();
    };
    runInBackground(view, work, std::move(done));
}

void toClipboard(OutputView *view, QClipboard::Mode mode, std::function<void(const QString &)> done)
{
    const auto work = [source = std::shared_ptr<pipecore::RowSource>(view->source().clone()),
                       from = view->selection().from(), to = view->selection().to(),
                       shape = shapeOf(view)] { return selectedText(*source, from, to, shape); };
    runInBackground(view, work, [mode, done](const QString &text) {
        QGuiApplication::clipboard()->setText(text, mode);
        if (done)
            done({});
    });
}

} // namespace

qint64 selectedBytes(OutputView *view)
{
    return view->hasSelection()
               ? pipecore::bytesBetween(view->source(), view->selection().from(), view->selection().to())
               : 0;
}

void copySelection(OutputView *view, std::function<void(const QString &)> done)
{
    if (!view->hasSelection())
        return;
    const qint64 bytes = selectedBytes(view);
    if (bytes > kMostToCopy) {
        done(QObject::tr("The selection is %1; the clipboard takes up to %2. Save it to a file instead.")
                 .arg(pipecore::formatBytes(bytes), pipecore::formatBytes(kMostToCopy)));
        return;
    }
    toClipboard(view, QClipboard::Clipboard, std::move(done));
}

void saveSelection(OutputView *view, const QString &path, std::function<void(const QString &)> done)
{
    save(view, path, view->selection().from(), view->selection().to(), shapeOf(view), std::move(done));
}

void saveRows(OutputView *view, const QString &path, std::function<void(const QString &)> done)
{
    const RowPlace end{std::max<qint64>(1, view->source().size()) - 1, pipecore::CellLine::kMostColumns};
    save(view, path, {}, end, pipecore::RowShape::Text, std::move(done));
}

void offerPrimarySelection(OutputView *view)
{
    if (QGuiApplication::clipboard()->supportsSelection() && selectedBytes(view) <= kMostForPrimary)
        toClipboard(view, QClipboard::Selection, {});
}

} // namespace ui
