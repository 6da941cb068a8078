#pragma once

#include "app/subcommand.h"

#include <optional>

namespace app
{

/// Rows that match, from sessions and files.
class GrepCommand : public Subcommand
{
public:
    explicit GrepCommand(CLI::App *app);
    QString finish(Options &options, const QStringList &afterDashes) override;
    bool takesWordsBehindDashes() const override { return true; }

private:
    Strings m_patterns;
    std::string m_color;
    bool m_count = false, m_ignoreCase = false, m_fixed = false, m_word = false, m_invert = false;
    bool m_numbers = false, m_names = false, m_noNames = false, m_list = false, m_quiet = false;
    bool m_only = false, m_text = false, m_extended = false, m_perl = false;
    std::optional<qint64> m_most, m_after, m_before, m_context;
};

} // namespace app
