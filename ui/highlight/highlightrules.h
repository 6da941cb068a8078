#pragma once

#include <QColor>
#include <QString>
#include <QStringList>

#include <vector>

#include <tl/expected.hpp>

namespace ui
{

/// What is to stand out in the output, and how.
struct HighlightRule {
    QString pattern;
    bool isRegex = false;
    bool matchCase = false;
    bool wholeRow = false; ///< all of a row that matches, not only the match
    QColor text;           ///< invalid: as it is
    QColor background;     ///< invalid: as it is
    bool operator==(const HighlightRule &) const = default;
};

/// Rules that are used together. Of two that want the same characters, the one before has its way.
struct HighlightSet {
    static constexpr size_t kMostRules = 100;
    QString name;
    std::vector<HighlightRule> rules;

    /// The form of a file that is handed on: JSON, {"name": ..., "rules": [{"pattern", "regex", "case",
    /// "row", "text", "background"}]}, colours as "#rrggbb".
    QByteArray toFile() const;
    /// The error is a sentence.
    static tl::expected<HighlightSet, QString> fromFile(const QByteArray &bytes);
    bool operator==(const HighlightSet &) const = default;
};

/// The sets that the user keeps in the settings, by their names, and the one in use.
namespace highlightsets
{
QStringList names();
/// Empty when there is none of that name.
HighlightSet read(const QString &name);
void write(const HighlightSet &set);
void remove(const QString &name);
/// Its name; empty: none is in use.
QString current();
void setCurrent(const QString &name);
} // namespace highlightsets

} // namespace ui
