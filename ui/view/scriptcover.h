#pragma once

namespace ui
{

/// Whether some font has the script of a character, as far as that matters: of scripts that need a font made
/// for them (OpenType), where there is none, Qt opens every font of the system to find that out, again for
/// each style. So it takes 30 to 50 ms to draw nothing. Thread: GUI.
bool hasFontFor(char32_t character);

} // namespace ui
