#include "app/grepcommand.h"

namespace app
{

namespace
{

constexpr auto kFooter = R"(
runnel grep [OPTIONS] PATTERN [SESSION...]

PATTERN is a regular expression in Perl's syntax. Rows are searched without their escape sequences, and are
written with them, unless to a terminal. No SESSION given: all that are kept. Exit status: 0: some row was
selected; 1: none; 2: something went wrong.)";

} // namespace

GrepCommand::GrepCommand(CLI::App *app) : Subcommand(app, Action::Grep)
{
    app->set_help_flag("--help", "Print this help message and exit");
    app->footer(kFooter);
    // Taken as they stand: a parser's word that begins with [ and ends with ] would be a list.
    app->allow_extras();
    app->add_option("-e,--regexp", m_patterns, "Look for PATTERN; may be repeated: any of them")
        ->type_name("PATTERN")
        ->expected(1)
        ->allow_extra_args(false)
        ->take_all();
    app->add_flag("-F,--fixed-strings", m_fixed, "PATTERN is the text itself");
    app->add_flag("-i,--ignore-case", m_ignoreCase, "Upper and lower case are the same");
    app->add_flag("-w,--word-regexp", m_word, "Match whole words only");
    app->add_flag("-v,--invert-match", m_invert, "Select the rows that do not match");
    app->add_flag("-c,--count", m_count, "Print only the number of selected rows");
    app->add_flag("-l,--files-with-matches", m_list, "Print only the names of what has selected rows");
    app->add_flag("-o,--only-matching", m_only, "Print only what matches, one a line");
    app->add_flag("-q,--quiet,--silent", m_quiet, "Print nothing; the exit status tells");
    app->add_flag("-n,--line-number", m_numbers, "Print row numbers");
    app->add_flag("-H,--with-filename", m_names, "Print names, also of one");
    app->add_flag("-h,--no-filename", m_noNames, "Print no names");
    app->add_flag("-a,--text", m_text, "Print rows of binary files, too");
    app->add_option("-m,--max-count", m_most, "Stop after N selected rows")->type_name("N");
    app->add_option("-A,--after-context", m_after, "Print N rows behind each, too")->type_name("N");
    app->add_option("-B,--before-context", m_before, "Print N rows before each, too")->type_name("N");
    app->add_option("-C,--context", m_context, "Print N rows before and behind each, too")->type_name("N");
    app->add_option("--color,--colour", m_color, "Mark what matches: always, never, or auto: on a terminal")
        ->type_name("WHEN")
        ->check(CLI::IsMember(Strings{"always", "never", "auto"}));
    app->add_flag("-E,--extended-regexp,-P,--perl-regexp", m_extended, "The same as without");
}

QString GrepCommand::finish(Options &options, const QStringList &afterDashes)
{
    QStringList words = list(app()->remaining());
    for (const QString &word : words)
        if (word.startsWith(u'-') && word.size() > 1)
            return QStringLiteral("option %1 is not known; --help tells what there is").arg(word);
    words += afterDashes;
    QStringList patterns = list(m_patterns);
    if (patterns.isEmpty()) {
        if (words.isEmpty())
            return QStringLiteral(
                "there is no pattern to look for: runnel grep [OPTIONS] PATTERN [SESSION...]");
        patterns << words.takeFirst();
    }
    options.sessions = words;
    for (const auto &number : {m_after, m_before, m_context})
        if (number && *number < 0)
            return QStringLiteral("a context of %1 rows is not possible").arg(*number);
    GrepOptions &grep = options.grep;
    grep.query.pattern = patterns.join(u'\n');
    grep.query.isRegex = !m_fixed;
    grep.query.matchCase = !m_ignoreCase;
    grep.query.wholeWord = m_word;
    grep.output = m_quiet   ? GrepOptions::Output::Nothing
                  : m_list  ? GrepOptions::Output::Names
                  : m_count ? GrepOptions::Output::Count
                            : GrepOptions::Output::Rows;
    grep.invert = m_invert;
    grep.numbers = m_numbers;
    grep.onlyMatches = m_only;
    grep.binaryAsText = m_text;
    grep.names = m_noNames ? GrepOptions::When::Never
                 : m_names ? GrepOptions::When::Always
                           : GrepOptions::When::Auto;
    if (!m_color.empty())
        grep.color = m_color == "always"  ? GrepOptions::When::Always
                     : m_color == "never" ? GrepOptions::When::Never
                                          : GrepOptions::When::Auto;
    grep.most = m_most.value_or(-1);
    grep.before = m_before.value_or(m_context.value_or(0));
    grep.after = m_after.value_or(m_context.value_or(0));
    return {};
}

} // namespace app
