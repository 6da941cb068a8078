#pragma once

#include <QColor>
#include <QString>

class QApplication;
class QPalette;

namespace ui
{

/// How the window looks: as the desktop does, or light or dark.
enum class Theme { System, Light, Dark };

/// Sets the application's style and palette.
void applyTheme(Theme theme);

/// Colours that mean something, readable on the window's background.
struct MeaningColors {
    QColor running, success, failure, warning, faint;
    static MeaningColors of(const QPalette &palette);
};

} // namespace ui
