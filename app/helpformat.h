#pragma once

#include <CLI/CLI.hpp>

namespace app
{

/// Writes --help: what is to be typed, and no more about types than that.
class HelpFormat : public CLI::Formatter
{
public:
    HelpFormat() { column_width(36); }

    std::string make_usage(const CLI::App *app, std::string name) const override
    {
        const std::string usage = "Usage: " + name + " [OPTIONS] ";
        if (app->get_parent() == nullptr)
            return usage + "[--] [COMMAND [ARG...]]\n       " + name + " SUBCOMMAND ...\n";
        if (app->get_prefix_command())
            return usage + "-- COMMAND [ARG...]\n";
        return Formatter::make_usage(app, name);
    }

    std::string make_option_opts(const CLI::Option *option) const override
    {
        if (option->get_positional() || option->get_type_size() == 0)
            return {};
        const std::string type = option->get_type_name();
        return ' ' + type.substr(0, type.find(":{")); // there begins what it is checked against
    }
};

} // namespace app
