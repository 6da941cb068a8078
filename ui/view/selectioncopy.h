#pragma once

#include <QString>

#include <functional>

namespace ui
{

class OutputView;

/// The most output that goes to the clipboard; more belongs into a file. Bytes.
inline constexpr qint64 kMostToCopy = 64 * 1024 * 1024;

/// Bytes of output that a view's selection covers.
qint64 selectedBytes(OutputView *view);

/// Puts the selected text on the clipboard, from a thread of the pool; then calls `done` with what went
/// wrong, or nothing. Refuses more than kMostToCopy.
void copySelection(OutputView *view, std::function<void(const QString &error)> done);

/// Writes the selected text to the file `path`, of any size, in the same way.
void saveSelection(OutputView *view, const QString &path, std::function<void(const QString &error)> done);

/// Writes all rows that the view shows to the file `path`, in the same way.
void saveRows(OutputView *view, const QString &path, std::function<void(const QString &error)> done);

/// Gives a small selection to the window system's primary selection, where there is one.
void offerPrimarySelection(OutputView *view);

} // namespace ui
