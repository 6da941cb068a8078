#include "pipecore/text/terminalscreen.h"

#include "pipecore/text/controlstringfilter.h"
#include "pipecore/text/scrollskip.h"

#include <QList>
#include <QString>

#include <algorithm>

#include <vterm.h>

namespace pipecore
{

namespace
{

constexpr qsizetype kPiece = 32 * 1024; // libvterm takes four times what it is given from the stack

TextColor textColor(const VTermColor &color, bool isDefault)
{
    if (isDefault)
        return {};
    if (VTERM_COLOR_IS_INDEXED(&color))
        return TextColor::indexed(color.indexed.idx);
    return TextColor::rgb(color.rgb.red, color.rgb.green, color.rgb.blue);
}

Style styleOf(const VTermScreenCell &cell)
{
    Style style;
    style.set(Style::Bold, cell.attrs.bold);
    style.set(Style::Italic, cell.attrs.italic);
    style.set(Style::Blink, cell.attrs.blink);
    style.set(Style::Inverse, cell.attrs.reverse);
    style.set(Style::Strike, cell.attrs.strike);
    style.underline = static_cast<Style::Underline>(cell.attrs.underline); // the same order
    style.foreground = textColor(cell.fg, VTERM_COLOR_IS_DEFAULT_FG(&cell.fg));
    style.background = textColor(cell.bg, VTERM_COLOR_IS_DEFAULT_BG(&cell.bg));
    return style;
}

void putCell(CellLine &line, int column, const VTermScreenCell &cell)
{
    const Style style = styleOf(cell);
    if (cell.chars[0] == 0) {
        if (style.background.isDefault() && !style.has(Style::Inverse))
            return; // nothing is there
        line.put(column, U' ', 1, style);
        return;
    }
    line.put(column, cell.chars[0], std::max<int>(1, cell.width), style);
    for (int i = 1; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; ++i)
        line.addMark(column, cell.chars[i]);
}

TerminalScreen::CursorShape shapeOf(int shape)
{
    using Shape = TerminalScreen::CursorShape;
    return shape == VTERM_PROP_CURSORSHAPE_UNDERLINE  ? Shape::Underline
           : shape == VTERM_PROP_CURSORSHAPE_BAR_LEFT ? Shape::Bar
                                                      : Shape::Block;
}

VTermModifier modifier(int modifiers)
{
    return static_cast<VTermModifier>(modifiers); // the same bits
}

VTermKey keyCode(TerminalScreen::Key key, int number)
{
    static constexpr VTermKey kKeys[] = {
        VTERM_KEY_ENTER, VTERM_KEY_TAB,  VTERM_KEY_BACKSPACE, VTERM_KEY_ESCAPE,  VTERM_KEY_UP,
        VTERM_KEY_DOWN,  VTERM_KEY_LEFT, VTERM_KEY_RIGHT,     VTERM_KEY_INS,     VTERM_KEY_DEL,
        VTERM_KEY_HOME,  VTERM_KEY_END,  VTERM_KEY_PAGEUP,    VTERM_KEY_PAGEDOWN};
    if (key == TerminalScreen::Key::Function)
        return static_cast<VTermKey>(VTERM_KEY_FUNCTION(number));
    return kKeys[static_cast<size_t>(key)];
}

} // namespace

struct TerminalScreen::Private {
    std::function<void(const CellLine &)> scrolledOff;
    std::function<void(const QByteArray &)> send;
    VTerm *terminal = nullptr;
    VTermScreen *screen = nullptr;
    Cursor cursor;
    bool alternate = false;
    bool mouse = false;
    ControlStringFilter filter;
    ScrollSkip scrollSkip;
    QByteArray toSend;

    static int pushLine(int columns, const VTermScreenCell *cells, void *self)
    {
        CellLine line;
        for (int column = 0; column < columns; column += std::max<int>(1, cells[column].width))
            putCell(line, column, cells[column]);
        static_cast<Private *>(self)->scrolledOff(line);
        return 1;
    }
    static int moveCursor(VTermPos to, VTermPos, int visible, void *self)
    {
        Cursor &cursor = static_cast<Private *>(self)->cursor;
        cursor.column = to.col;
        cursor.row = to.row;
        cursor.visible = visible != 0;
        return 1;
    }
    static int setProperty(VTermProp property, VTermValue *value, void *self)
    {
        auto *d = static_cast<Private *>(self);
        if (property == VTERM_PROP_CURSORVISIBLE)
            d->cursor.visible = value->boolean;
        else if (property == VTERM_PROP_CURSORSHAPE)
            d->cursor.shape = shapeOf(value->number);
        else if (property == VTERM_PROP_ALTSCREEN)
            d->alternate = value->boolean;
        else if (property == VTERM_PROP_MOUSE)
            d->mouse = value->number != VTERM_PROP_MOUSE_NONE;
        return 1;
    }
    static void output(const char *bytes, size_t size, void *self)
    {
        static_cast<Private *>(self)->toSend.append(bytes, static_cast<qsizetype>(size));
    }
    void flush()
    {
        if (!toSend.isEmpty())
            send(std::exchange(toSend, {}));
    }
};

TerminalScreen::TerminalScreen(int columns, int rows, std::function<void(const CellLine &)> scrolledOff,
                               std::function<void(const QByteArray &)> send)
    : d(std::make_unique<Private>())
{
    static constexpr VTermScreenCallbacks kCallbacks = [] {
        VTermScreenCallbacks callbacks{};
        callbacks.movecursor = Private::moveCursor;
        callbacks.settermprop = Private::setProperty;
        callbacks.sb_pushline = Private::pushLine;
        return callbacks;
    }();
    d->scrolledOff = std::move(scrolledOff);
    d->send = std::move(send);
    d->terminal = vterm_new(std::max(rows, 1), std::max(columns, 2));
    vterm_set_utf8(d->terminal, 1);
    vterm_output_set_callback(d->terminal, Private::output, d.get());
    d->screen = vterm_obtain_screen(d->terminal);
    vterm_screen_set_callbacks(d->screen, &kCallbacks, d.get());
    vterm_screen_enable_altscreen(d->screen, 1);
    vterm_screen_reset(d->screen, 1);
}

TerminalScreen::~TerminalScreen()
{
    vterm_free(d->terminal);
}

void TerminalScreen::feed(const char *data, qint64 size)
{
    const QByteArrayView shown = d->filter.pass(QByteArrayView(data, size));
    d->scrollSkip.noteFed(QByteArrayView(data, size), rows());
    for (qsizetype at = 0; at < shown.size(); at += kPiece)
        vterm_input_write(d->terminal, shown.data() + at,
                          static_cast<size_t>(std::min(kPiece, shown.size() - at)));
    vterm_screen_flush_damage(d->screen);
    // Answers are control sequences (CSI) made of numbers; any other could have the output's own text.
    if (d->toSend.contains('P') || d->toSend.contains(']'))
        d->toSend.clear();
    d->flush();
}

qint64 TerminalScreen::skip(const char *data, qint64 size, int keptAbove)
{
    if (d->alternate || !d->filter.isIdle())
        return 0;
    const ScrollSkip::Skipped skipped =
        d->scrollSkip.skippable(QByteArrayView(data, size), keptAbove, rows());
    if (skipped.size > 0) {
        // A character, as one may be cut; then a new last row (CUP).
        const QByteArray instead = skipped.penChanges + ".\x1b[9999H\r\n";
        feed(instead.constData(), instead.size());
    }
    return skipped.size;
}

void TerminalScreen::resize(int columns, int rows)
{
    vterm_set_size(d->terminal, std::max(rows, 1), std::max(columns, 2));
    vterm_screen_flush_damage(d->screen);
    d->flush();
}

void TerminalScreen::reset()
{
    static constexpr char kCancel[] = "\x18"; // what has begun
    vterm_input_write(d->terminal, kCancel, 1);
    vterm_screen_reset(d->screen, 1);
    vterm_screen_flush_damage(d->screen);
    d->filter = {};
    d->scrollSkip = {};
    d->toSend.clear();
}

int TerminalScreen::columns() const
{
    int rows = 0, columns = 0;
    vterm_get_size(d->terminal, &rows, &columns);
    return columns;
}

int TerminalScreen::rows() const
{
    int rows = 0, columns = 0;
    vterm_get_size(d->terminal, &rows, &columns);
    return rows;
}

CellLine TerminalScreen::row(int row) const
{
    CellLine line;
    const int end = columns();
    for (int column = 0; column < end;) {
        VTermScreenCell cell{};
        if (!vterm_screen_get_cell(d->screen, {row, column}, &cell))
            break;
        putCell(line, column, cell);
        column += std::max<int>(1, cell.width);
    }
    return line;
}

TerminalScreen::Cursor TerminalScreen::cursor() const
{
    return d->cursor;
}

bool TerminalScreen::isAlternate() const
{
    return d->alternate;
}

bool TerminalScreen::wantsMouse() const
{
    return d->mouse;
}

void TerminalScreen::typeCharacter(char32_t character, int modifiers)
{
    vterm_keyboard_unichar(d->terminal, character, modifier(modifiers));
    d->flush();
}

void TerminalScreen::pressKey(Key key, int number, int modifiers)
{
    vterm_keyboard_key(d->terminal, keyCode(key, number), modifier(modifiers));
    d->flush();
}

void TerminalScreen::paste(const QString &text)
{
    vterm_keyboard_start_paste(d->terminal);
    for (const uint character : text.toUcs4()) {
        if (character == U'\n')
            d->toSend += '\r';
        else if (character >= 0x20 ? character < 0x7f || character > 0x9f : character == U'\t')
            d->toSend += QString::fromUcs4(reinterpret_cast<const char32_t *>(&character), 1).toUtf8();
    }
    vterm_keyboard_end_paste(d->terminal);
    d->flush();
}

void TerminalScreen::moveMouse(int column, int row, int modifiers)
{
    if (!d->mouse)
        return;
    vterm_mouse_move(d->terminal, row, column, modifier(modifiers));
    d->flush();
}

void TerminalScreen::pressMouse(int button, bool pressed, int modifiers)
{
    if (!d->mouse)
        return;
    vterm_mouse_button(d->terminal, button, pressed, modifier(modifiers));
    d->flush();
}

void TerminalScreen::setFocused(bool focused)
{
    VTermState *state = vterm_obtain_state(d->terminal);
    focused ? vterm_state_focus_in(state) : vterm_state_focus_out(state);
    d->flush();
}

} // namespace pipecore
