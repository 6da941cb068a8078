#include "ui/window/masksettings.h"

#include <QSettings>

namespace ui
{

using pipecore::MaskOptions;

namespace
{

const QString kSecretsKey = QStringLiteral("mask/secrets");
const QString kVariablesKey = QStringLiteral("mask/variables");
const QString kPatternsKey = QStringLiteral("mask/patterns");

} // namespace

MaskOptions maskSettings()
{
    const QSettings settings;
    return {settings.value(kSecretsKey, true).toBool(), settings.value(kVariablesKey).toStringList(),
            settings.value(kPatternsKey).toStringList()};
}

void setMaskSettings(const MaskOptions &masks)
{
    QSettings settings;
    settings.setValue(kSecretsKey, masks.secretVariables);
    settings.setValue(kVariablesKey, masks.variables);
    settings.setValue(kPatternsKey, masks.patterns);
}

MaskOptions joined(MaskOptions a, const MaskOptions &b)
{
    a.secretVariables = a.secretVariables || b.secretVariables;
    a.variables += b.variables;
    a.patterns += b.patterns;
    return a;
}

MaskOptions withoutMissing(MaskOptions masks)
{
    masks.variables.removeIf(
        [](const QString &name) { return !qEnvironmentVariableIsSet(name.toLocal8Bit().constData()); });
    return masks;
}

MaskOptions masksWith(const MaskOptions &more)
{
    return joined(withoutMissing(maskSettings()), more);
}

} // namespace ui
