#pragma once

namespace ui
{

/// Milliseconds since the kernel started this process, to within its clock tick (10 ms, see proc(5)); -1 when
/// it does not say.
double processAge();

} // namespace ui
