#pragma once

#include "pipecore/text/cellline.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace pipecore
{

/// The screen of a terminal (xterm's, as far as libvterm goes), for programs that move about on it. One
/// thread.
///
/// What programs ask the terminal is answered from the screen's own state; nothing that they wrote themselves
/// is ever sent back to them. Titles, the clipboard and the like have no effect.
///
/// What libvterm 0.1 does not do, as vttest, tmux and Alacritty's recordings show (tests/text/tst_vttest.cpp,
/// tst_referencescreens.cpp): faint and concealed text, dotted, dashed and coloured underline; a colour space
/// in 38:2:SPACE:R:G:B; character sets and a pending wrap saved with the cursor; rows broken anew when the
/// width changes. As in xterm at first, the wish for 132 columns has no effect.
class TerminalScreen
{
public:
    enum class Key {
        Enter,
        Tab,
        Backspace,
        Escape,
        Up,
        Down,
        Left,
        Right,
        Insert,
        Delete,
        Home,
        End,
        PageUp,
        PageDown,
        Function ///< + its number
    };
    enum Modifier { None = 0, Shift = 1, Alt = 2, Control = 4 };
    enum class CursorShape { Block, Underline, Bar };
    struct Cursor {
        int column = 0;
        int row = 0;
        bool visible = true;
        CursorShape shape = CursorShape::Block;
    };

    /// `scrolledOff` gets each row that leaves the top of the main screen: it is final. `send` gets what is
    /// to be sent to the command: answers, keys, mouse reports.
    TerminalScreen(int columns, int rows, std::function<void(const CellLine &row)> scrolledOff,
                   std::function<void(const QByteArray &bytes)> send);
    ~TerminalScreen();
    TerminalScreen(const TerminalScreen &) = delete;
    TerminalScreen &operator=(const TerminalScreen &) = delete;

    void feed(const char *data, qint64 size);
    /// Takes, of the bytes that come next, those that need not be drawn, as they only scroll rows off that
    /// more than `keptAbove` others follow; of these rows nothing is told. Bytes taken, to be followed by the
    /// rest; 0 where there are none. Some hundred times faster than feed(), which moves the whole screen for
    /// a row.
    qint64 skip(const char *data, qint64 size, int keptAbove);
    void resize(int columns, int rows);
    /// As at the beginning.
    void reset();

    int columns() const;
    int rows() const;
    CellLine row(int row) const;
    Cursor cursor() const;
    /// A full-screen program is at work: there is nothing above the screen.
    bool isAlternate() const;
    /// The command wants to be told of the mouse.
    bool wantsMouse() const;

    // What a person does. `modifiers` are Modifier values or'ed.
    void typeCharacter(char32_t character, int modifiers);
    void pressKey(Key key, int number, int modifiers);
    /// As if typed, but marked as pasted where the command asked for that. Controls are left out.
    void paste(const QString &text);
    /// Buttons: 1 left, 2 middle, 3 right, 4 wheel up, 5 wheel down.
    void moveMouse(int column, int row, int modifiers);
    void pressMouse(int button, bool pressed, int modifiers);
    /// Whether a person's keys come here; told to the command where it asked for that.
    void setFocused(bool focused);

private:
    struct Private;
    const std::unique_ptr<Private> d;
};

} // namespace pipecore
