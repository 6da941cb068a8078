#pragma once

namespace app
{

/// Takes the place of each standard stream that is closed, so that no file opened later gets its number and
/// with it what is meant for the stream. The place holder fails all that is done with it, as a closed one
/// does.
void holdClosedStreams();

} // namespace app
