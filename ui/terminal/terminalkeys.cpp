#include "ui/terminal/terminalkeys.h"

#include <QKeyEvent>

#include <optional>

namespace ui
{

using pipecore::TerminalScreen;
using Key = TerminalScreen::Key;

namespace
{

std::optional<Key> namedKey(int key)
{
    switch (key) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return Key::Enter;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        return Key::Tab;
    case Qt::Key_Backspace:
        return Key::Backspace;
    case Qt::Key_Escape:
        return Key::Escape;
    case Qt::Key_Up:
        return Key::Up;
    case Qt::Key_Down:
        return Key::Down;
    case Qt::Key_Left:
        return Key::Left;
    case Qt::Key_Right:
        return Key::Right;
    case Qt::Key_Insert:
        return Key::Insert;
    case Qt::Key_Delete:
        return Key::Delete;
    case Qt::Key_Home:
        return Key::Home;
    case Qt::Key_End:
        return Key::End;
    case Qt::Key_PageUp:
        return Key::PageUp;
    case Qt::Key_PageDown:
        return Key::PageDown;
    default:
        break;
    }
    if (key >= Qt::Key_F1 && key <= Qt::Key_F12)
        return Key::Function;
    return {};
}

} // namespace

bool isForCommand(const QKeyEvent *event)
{
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const bool isFunction = event->key() >= Qt::Key_F1 && event->key() <= Qt::Key_F35;
    const bool isPage = event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown;
    return !(modifiers & Qt::MetaModifier) && modifiers != (Qt::ControlModifier | Qt::ShiftModifier) &&
           !(isFunction && (modifiers & Qt::AltModifier)) && !(isPage && modifiers == Qt::ControlModifier);
}

int terminalModifiers(Qt::KeyboardModifiers modifiers)
{
    return (modifiers & Qt::ShiftModifier ? TerminalScreen::Shift : 0) |
           (modifiers & Qt::AltModifier ? TerminalScreen::Alt : 0) |
           (modifiers & Qt::ControlModifier ? TerminalScreen::Control : 0);
}

bool sendKey(TerminalScreen &screen, const QKeyEvent *event)
{
    const int modifiers = terminalModifiers(event->modifiers());
    if (const auto key = namedKey(event->key())) {
        screen.pressKey(*key, event->key() - Qt::Key_F1 + 1,
                        event->key() == Qt::Key_Backtab ? modifiers | TerminalScreen::Shift : modifiers);
        return true;
    }
    if (event->modifiers() & Qt::ControlModifier) { // the text is a control character, or none
        const int key = event->key();
        if (key < 0x20 || key > 0x7e)
            return false;
        const char32_t character = key >= Qt::Key_A && key <= Qt::Key_Z
                                       ? static_cast<char32_t>(key - 'A' + 'a')
                                       : static_cast<char32_t>(key);
        screen.typeCharacter(character, modifiers & ~TerminalScreen::Shift);
        return true;
    }
    const auto text = event->text().toUcs4();
    for (const uint character : text)
        screen.typeCharacter(character, modifiers & TerminalScreen::Alt);
    return !text.isEmpty();
}

} // namespace ui
