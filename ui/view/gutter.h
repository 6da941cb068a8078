#pragma once

#include "pipecore/session/marks.h"
#include "ui/view/cellfont.h"
#include "ui/view/colorscheme.h"
#include "ui/view/viewpage.h"

#include <QDateTime>

class QPainter;

namespace ui
{

/// What stands to the left of the rows.
struct GutterOptions {
    enum class Times { Off, Clock, SinceStart, SinceRowBefore };
    bool numbers = true;
    Times times = Times::Off;
    bool streams = true; ///< a mark beside rows from stderr
    bool operator==(const GutterOptions &) const = default;
};

/// Milliseconds as a person reads them: "0:07.250", "1:02:03.004".
QString spanText(qint64 ms);

/// Paints the gutter: the time of arrival, the number, the stream, and a handle where a row has frames.
class Gutter
{
public:
    GutterOptions options;

    /// Rows to mark; null: none.
    void setMarks(const pipecore::Marks *marks) { m_marks = marks; }
    /// Pixels, for a recording of so many rows.
    int width(const CellFont &font, qint64 rows) const;
    /// `started`: of the session, which times are counted from.
    void paint(QPainter &painter, const CellFont &font, const ColorScheme &scheme, const ViewPage &page,
               const QRect &area, const QDateTime &started) const;
    /// Pixels from the right edge that are for the handle of frames.
    static constexpr int kHandleWidth = 12;

private:
    static constexpr int kTimeColumns = 12;
    const pipecore::Marks *m_marks = nullptr;
    QString timeText(const ViewPage &page, size_t row, const QDateTime &started) const;
};

} // namespace ui
