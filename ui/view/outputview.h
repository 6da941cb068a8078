#pragma once

#include "pipecore/search/matcher.h"
#include "pipecore/session/marks.h"
#include "ui/view/cellfont.h"
#include "ui/view/gutter.h"
#include "ui/view/links.h"
#include "ui/view/rowscroll.h"
#include "ui/view/selectableview.h"
#include "ui/view/viewpage.h"
#include "ui/view/viewsources.h"

#include <QAbstractScrollArea>
#include <QHash>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace ui
{

class SelectionInput;

/// Shows the rows of a recording. Paints those in view, at most 60 times a second, and keeps none: the work
/// is in proportion to the screen, never to the output.
class OutputView : public QAbstractScrollArea, public SelectableView
{
    Q_OBJECT
public:
    explicit OutputView(QWidget *parent = nullptr);
    ~OutputView() override;

    /// Shows all rows of `recording`.
    void setRecording(pipecore::Recording::Ptr recording);
    const pipecore::Recording::Ptr &recording() const { return m_recording; }
    /// Shows other rows of it: `base`, from the row on that stood at the top before.
    void setSource(std::unique_ptr<pipecore::RowSource> base);
    /// What is shown, in the way of viewMode(): positions in this are the view's rows.
    pipecore::RowSource &source() { return *m_source; }
    /// To be called when the source may have got more rows without more output having been indexed.
    void sourceGrew();

    ViewMode viewMode() const { return m_mode; }
    /// Shows the same place in another way.
    void setViewMode(ViewMode mode);
    Wrap wrap() const { return m_wrap; }
    void setWrap(Wrap wrap);
    const GutterOptions &gutterOptions() const { return m_gutter.options; }
    void setGutterOptions(const GutterOptions &options);
    void setCellFont(const QFont &font);
    const QFont &cellFont() const { return m_font.font(CellFont::Regular); }
    /// To be called when the recording's encoding was changed.
    void encodingChanged();

    bool isFollowing() const { return m_scroll.isFollowing(); }
    void setFollowing(bool following);

    qint64 rows() const override { return m_scroll.rows(); }
    qint64 topRow() const override { return m_scroll.top(); }
    qint64 rowsInView() const override { return m_scroll.page(); }
    void scrollToRow(qint64 position) { scrollTo({position, 0}); }
    void scrollByRows(qint64 lines) override;
    void reveal(RowPlace place) override;
    /// Puts the row with that number in the recording into the middle of the view.
    void showRow(qint64 number);
    /// Puts the row with that number in the recording into the upper third of the view, and the caret on it.
    void goToRow(qint64 number);
    /// Shows all states that the row at `position` went through, or its last only again.
    void toggleFrames(qint64 position);

    Selection &selection() override { return m_selection; }
    void selectionChanged() override;
    void offerSelection() override;
    void selectAll();
    bool hasSelection() const { return !m_selection.isEmpty(); }

    /// Paints what it matches in the rows in view; null: nothing.
    void setMatcher(std::unique_ptr<pipecore::Matcher> matcher);
    /// Gives a row other colours; what it gives back, if it is not the default, is for the row where it has
    /// no text, too.
    using Colouring = std::function<pipecore::TextColor(pipecore::CellLine &)>;
    /// Lets `colour` look at each row that comes into view; null: they are shown as they are.
    void setColouring(Colouring colour);
    /// Shows which rows are marked, and their notes. They outlive the view, or null is set.
    void setMarks(const pipecore::Marks *marks);
    /// Selects the first match that is to be seen in the row at `position`, and shows it.
    void selectMatchIn(qint64 position);

    RowPlace placeAt(const QPoint &point) override;
    /// Where a place stands in the viewport; nothing when it is not in view.
    std::optional<QRect> rectOf(RowPlace place);
    /// The folded row at that position.
    pipecore::CellLine lineOf(qint64 row) override;
    /// The rows in view.
    const ViewPage &page();

    /// Times that the view was painted.
    qint64 frames() const { return m_frames; }

signals:
    void followingChanged(bool following);
    void copyRequested();
    void saveSelectionRequested();
    void zoomRequested(int steps);
    void linkActivated(const ui::Link &link);
    /// The mark of the row with that number in the recording is to be set, or to be taken away.
    void markToggled(qint64 number);
    /// A note is to be asked for, for the mark of that row.
    void noteRequested(qint64 number);
    /// What a link under the mouse leads to; empty when there is none.
    void linkHovered(const QString &target);
    /// Rows have come, or the first look at the end of what is kept has been taken.
    void grew();
    /// Other rows are in view, or other ones are shown.
    void viewChanged();

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
    void rebuildSource();
    void updateGeometryOfRows();
    void updateWrapping();
    void updateBars();
    void scrollTo(RowPlace top);
    void scrolled(bool followedBefore);
    PageMaker pageMaker() { return {m_source.get(), textColumns(), m_wrap}; }
    void fillTimes(ViewPage &page);
    int gutterWidth() const;
    int textLeft() const;
    int textColumns() const;
    void paintMatches(QPainter &painter, const ColorScheme &scheme, const pipecore::FoldedRow &row,
                      LinePainter::Columns shown, int left, int top);
    void paintNote(QPainter &painter, const pipecore::FoldedRow &row, int left, int top);
    void paintCaret(QPainter &painter, const QColor &color);
    void paintLink(QPainter &painter, const ColorScheme &scheme);
    void hover(const QPoint &point, Qt::KeyboardModifiers modifiers);
    void setHovered(std::optional<Link> link, qint64 row);
    bool pressGutter(const QPoint &point);
    qint64 gutterRow(const QPoint &point);
    bool isOnHandle(const QPoint &point) const;

    pipecore::Recording::Ptr m_recording;
    std::unique_ptr<pipecore::RowSource> m_base;   // the rows to show
    std::unique_ptr<pipecore::RowSource> m_source; // the way they are shown
    FrameRows *m_frameRows = nullptr;              // m_source, when it is such
    std::unique_ptr<pipecore::CaptureWatch> m_watch;
    std::unique_ptr<SelectionInput> m_input;
    std::unique_ptr<pipecore::Matcher> m_matcher;
    Colouring m_colour;
    const pipecore::Marks *m_marks = nullptr;
    static constexpr int kFrame = 16, kFloodFrame = 80, kLongestFrame = 240; // ms
    int m_paintTime = 0;                                                     // ms that the last picture took
    QTimer m_refreshTimer;
    QTimer m_restTimer; // of painting, when there was not the time for all of it
    CellFont m_font;
    RowScroll m_scroll;
    Selection m_selection;
    ViewMode m_mode = ViewMode::Text;
    Wrap m_wrap = Wrap::Off;
    Gutter m_gutter;
    bool m_settingBars = false;
    qint64 m_frames = 0;
    int m_wheelRest = 0;
    qint64 m_gutterPress = -1; // the row beside which the button was pressed

    std::optional<ViewPage> m_page; // thrown away when what is in view may have changed
    qint64 m_indexedEnd = 0;
    int m_widest = 0; // columns, of the rows seen so far

    std::optional<Link> m_hovered;
    qint64 m_hoveredRow = -1;
    QHash<QString, bool> m_knownFiles; // paths that were looked at: whether they are there
};

} // namespace ui
