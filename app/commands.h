#pragma once

#include "app/options.h"

namespace app
{

/// The subcommands: each does its work and returns the exit status. An application object exists.
int runWithoutWindow(const Options &options);
int previewMasks(const Options &options);
int exportSession(const Options &options);
int serveCommand(const Options &options);
int uploadSession(const Options &options);
int listSessions(const Options &options);
int showSessions(const Options &options);
int removeSessions(const Options &options);
int recoverSessions(const Options &options);
int grepSessions(const Options &options);

/// Runnel's own failure, on the command line.
inline constexpr int kRunnelFailed = 125;
/// The same of `grep`, whose status is that of the program whose name it has.
inline constexpr int kGrepTrouble = 2;

} // namespace app
