#pragma once

#include "pipecore/pipe/maskrules.h"
#include "pipecore/run/command.h"

#include <QStringList>

namespace pipecore
{

/// What a user wants masked in a command's output.
struct MaskOptions {
    bool secretVariables = false; ///< the values of all variables that look secret
    QStringList variables;        ///< of these, whatever they look like
    QStringList patterns;         ///< what matches one of these, see Pattern

    bool isEmpty() const { return !secretVariables && variables.isEmpty() && patterns.isEmpty(); }
};

/// What that comes to for one command, with the environment that it is given. Has no value of a variable to
/// show.
struct MaskPlan {
    struct Variable {
        QString name;
        QString objection; ///< why its value is not masked; empty: it is
    };
    std::vector<Variable> variables; ///< by name
    QStringList patterns;
    MaskRules::Ptr rules; ///< null: there is nothing to mask

    /// The error says which option is wrong: a pattern, or a variable that is not there or too short to be
    /// masked.
    static tl::expected<MaskPlan, QString> make(const MaskOptions &options, const Command &command);

    QStringList maskedNames() const;
    /// For people, one fact a line.
    QString text() const;
};

/// Whether a variable of this name is one that holds a secret: ..._TOKEN, ..._PASSWORD, API_KEY and their
/// like.
bool looksSecret(const QString &name);

} // namespace pipecore
