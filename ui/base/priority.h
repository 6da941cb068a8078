#pragma once

namespace ui
{

/// Lets the calling thread run before others where processors are short, if the system allows it (root, or a
/// limit on RLIMIT_NICE) and nobody chose another priority: a window is what a person waits for, and takes
/// little. What the thread starts from then on, threads and processes, is as any other.
void runBeforeOthers();

} // namespace ui
