#pragma once

#include "pipecore/session/rowsource.h"
#include "ui/view/cellfont.h"
#include "ui/view/rowscroll.h"
#include "ui/view/selection.h"

#include <QAbstractScrollArea>
#include <QTimer>

#include <memory>
#include <optional>

namespace ui
{

class SelectionInput;

/// Shows the rows of a recording. Paints those in view, at most 60 times a second, and keeps none: the work
/// is in proportion to the screen, never to the output.
class OutputView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit OutputView(QWidget *parent = nullptr);
    ~OutputView() override;

    /// Shows all rows of `recording`.
    void setRecording(pipecore::Recording::Ptr recording);
    /// Shows other rows of it: `source`, from their start, or from the row on that stood at the top before.
    void setSource(std::unique_ptr<pipecore::RowSource> source);
    pipecore::RowSource &source() { return *m_source; }
    /// To be called when the source may have got more rows without more output having been indexed.
    void sourceGrew();
    const pipecore::Recording::Ptr &recording() const { return m_recording; }

    bool isFollowing() const { return m_scroll.isFollowing(); }
    void setFollowing(bool following);
    bool showsLineNumbers() const { return m_lineNumbers; }
    void setShowLineNumbers(bool show);
    void setCellFont(const QFont &font);

    qint64 rows() const { return m_scroll.rows(); }
    qint64 topRow() const { return m_scroll.top(); }
    qint64 rowsInView() const { return m_scroll.page(); }
    void scrollToRow(qint64 top);
    void scrollByRows(qint64 rows) { scrollToRow(m_scroll.top() + rows); }
    /// Scrolls as little as shows it.
    void reveal(RowPlace place);

    Selection &selection() { return m_selection; }
    /// To be called after the selection was changed.
    void selectionChanged();
    void selectAll();
    bool hasSelection() const { return !m_selection.isEmpty(); }

    /// The place nearest to a point of the viewport, which may be outside of it.
    RowPlace placeAt(const QPoint &point);
    /// The folded row `row`; empty when there is none.
    pipecore::CellLine lineOf(qint64 row);

    /// Times that the view was painted.
    qint64 frames() const { return m_frames; }

signals:
    void followingChanged(bool following);
    void copyRequested();
    void zoomRequested(int steps);
    /// Rows have come, or the first look at the end of what is kept has been taken.
    void grew();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void refresh();
    void watchForMore();
    void updateGeometryOfRows();
    void updateBars();
    void scrolled(bool followedBefore);
    const std::vector<pipecore::FoldedRow> &page();
    int gutterWidth() const;
    void paintGutter(QPainter &painter, const ColorScheme &scheme, const QRect &area);

    pipecore::Recording::Ptr m_recording;
    std::unique_ptr<pipecore::RowSource> m_source;
    std::unique_ptr<pipecore::CaptureWatch> m_watch;
    std::unique_ptr<SelectionInput> m_input;
    QTimer m_refreshTimer;
    CellFont m_font;
    RowScroll m_scroll;
    Selection m_selection;
    bool m_lineNumbers = true;
    bool m_settingBars = false;
    qint64 m_frames = 0;
    int m_wheelRest = 0;

    // The rows in view, folded; thrown away when what is in view may have changed.
    std::optional<std::vector<pipecore::FoldedRow>> m_page;
    qint64 m_indexedEnd = 0;
    int m_widest = 0; // columns, of the rows seen so far
};

} // namespace ui
