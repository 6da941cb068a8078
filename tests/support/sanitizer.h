#pragma once

#if defined(__SANITIZE_THREAD__)
/// True under ThreadSanitizer, whose runtime keeps signals back while Qt waits for events.
constexpr bool kThreadSanitized = true;
#else
constexpr bool kThreadSanitized = false;
#endif

#if defined(__SANITIZE_ADDRESS__)
/// True in a build with a sanitizer: it keeps memory of its own for each byte of ours, and freed memory for a
/// while, so that a limit on what the process takes says nothing.
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = kThreadSanitized;
#endif
