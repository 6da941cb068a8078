#include "ui/highlight/highlighter.h"

#include "ui/view/matchcolumns.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui
{

using pipecore::Matcher;
using pipecore::TextColor;

namespace
{

TextColor toTextColor(const QColor &color)
{
    return color.isValid() ? TextColor::rgb(color.red(), color.green(), color.blue()) : TextColor();
}

} // namespace

tl::expected<std::shared_ptr<Highlighter>, QString> Highlighter::make(const HighlightSet &set)
{
    auto made = std::make_shared<Highlighter>();
    for (const HighlightRule &rule : set.rules) {
        // Row by row alone, which is made ready at once.
        auto matcher =
            Matcher::create({rule.pattern, rule.isRegex, rule.matchCase, false}, Matcher::Engine::Rows);
        if (!matcher)
            return tl::unexpected(
                QCoreApplication::translate("Highlighter", "The pattern \"%1\" cannot be used: %2.")
                    .arg(rule.pattern, matcher.error().text));
        made->m_rules.push_back(
            {std::move(*matcher), toTextColor(rule.text), toTextColor(rule.background), rule.wholeRow});
    }
    std::reverse(made->m_rules.begin(), made->m_rules.end());
    return made;
}

TextColor Highlighter::apply(pipecore::CellLine &line)
{
    TextColor behind;
    for (const Rule &rule : m_rules) {
        std::vector<LinePainter::Columns> matches = matchColumns(line, *rule.matcher);
        if (rule.wholeRow && !matches.empty()) {
            matches = {{0, line.columns()}};
            behind = rule.background.isDefault() ? behind : rule.background;
        }
        for (const LinePainter::Columns &match : matches)
            line.recolor(match.from, match.to, rule.text, rule.background);
    }
    return behind;
}

} // namespace ui
