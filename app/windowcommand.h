#pragma once

#include "app/options.h"

namespace app
{

/// The window, with what the command line asks for in it; returns the exit status.
int runWindow(int &argc, char **argv, const Options &options);

} // namespace app
