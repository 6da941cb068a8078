#pragma once

#include <QString>

#include <vector>

namespace ui
{

/// What is to happen when a row of a running command matches.
struct Trigger {
    QString pattern;
    bool isRegex = false;
    bool matchCase = false;
    bool mark = false;   ///< the row
    bool notify = false; ///< by the desktop's notifications
    bool sound = false;  ///< the desktop's alert
    bool stop = false;   ///< ask the command to end

    bool doesAnything() const { return mark || notify || sound || stop; }
    bool operator==(const Trigger &) const = default;
};

/// Those that the user keeps in the settings.
namespace triggers
{
constexpr size_t kMost = 50;
std::vector<Trigger> read();
void write(const std::vector<Trigger> &triggers);
/// A sentence for the first pattern that is none; empty: all can be used. May take a while.
QString problemIn(const std::vector<Trigger> &triggers);
} // namespace triggers

} // namespace ui
