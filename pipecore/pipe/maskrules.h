#pragma once

#include "pipecore/pipe/literalsearch.h"
#include "pipecore/pipe/patternsearch.h"

#include <memory>
#include <vector>

namespace pipecore
{

/// What is to be masked, ready to be looked for. Immutable; any thread.
class MaskRules
{
public:
    using Ptr = std::shared_ptr<const MaskRules>;

    /// `secrets` are values that must not be seen, in none of their forms (see secretForms()); null when
    /// there is nothing to look for.
    static Ptr make(const QList<QByteArray> &secrets, const std::vector<Pattern> &patterns);

    const LiteralSearch &literals() const { return m_literals; }
    const std::vector<Pattern> &patterns() const { return m_patterns; }

    /// A text as it may be shown.
    QString masked(const QString &text) const;

private:
    MaskRules(const QList<QByteArray> &literals, const std::vector<Pattern> &patterns)
        : m_literals(literals), m_patterns(patterns)
    {
    }

    const LiteralSearch m_literals;
    const std::vector<Pattern> m_patterns;
};

} // namespace pipecore
