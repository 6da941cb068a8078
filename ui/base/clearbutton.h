#pragma once

class QLineEdit;

namespace ui
{

/// Puts a button that clears it into `line`, there while it has text: QLineEdit's own, with a drawing of
/// ours. Qt looks for its own through all icon themes, which takes milliseconds for each line.
void addClearButton(QLineEdit *line);

} // namespace ui
