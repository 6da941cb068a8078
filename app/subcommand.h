#pragma once

#include "app/options.h"

#include "pipecore/run/osstring.h"

#include <CLI/CLI.hpp>

namespace app
{

using Action = Options::Action;
using Strings = std::vector<std::string>;

inline constexpr auto kSessionHelp = "Id of a kept session, a unique prefix of one, \"last\", or a file";

inline QString text(const std::string &bytes)
{
    return pipecore::fromSystem(QByteArray::fromStdString(bytes));
}

inline QStringList list(const Strings &all)
{
    QStringList words;
    for (const std::string &word : all)
        words << text(word);
    return words;
}

/// What belongs to the window itself, however it was opened.
class WindowFlags
{
public:
    void add(CLI::App *app)
    {
        app->add_option("--stats", m_stats, "Write figures to FILE (JSON) at the end")->type_name("FILE");
        app->add_flag("--exit-when-done", m_exitWhenDone,
                      "Close the window when all that it was asked to do is done");
    }
    void finish(Options &options) const
    {
        if (!m_stats.empty())
            options.statsFile = text(m_stats);
        options.exitWhenDone |= m_exitWhenDone;
    }

private:
    std::string m_stats;
    bool m_exitWhenDone = false;
};

/// One subcommand: declares its options when it is made, and turns what was parsed into Options.
class Subcommand
{
public:
    Subcommand(CLI::App *app, Action action) : m_app(app), m_action(action)
    {
        app->prefix_command(false); // not that of the program itself, which it would take over
    }
    virtual ~Subcommand() = default;
    bool wasGiven() const { return m_app->parsed(); }
    Action action() const { return m_action; }
    /// What is wrong with what was given; empty when nothing is.
    virtual QString finish(Options &, const QStringList &) { return {}; }
    /// Whether what stands behind "--" is for it.
    virtual bool takesWordsBehindDashes() const { return false; }

protected:
    CLI::App *app() const { return m_app; }

private:
    CLI::App *const m_app;
    const Action m_action;
};

} // namespace app
