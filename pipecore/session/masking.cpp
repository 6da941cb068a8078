#include "pipecore/session/masking.h"

#include "pipecore/pipe/secretforms.h"

#include <QFileInfo>
#include <QProcessEnvironment>
#include <QRegularExpression>

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr qsizetype kShortestAutomatic = 6;
constexpr qsizetype kLongestSecret = 32 * 1024;

// Values that stand in much output which has no secret.
bool isOrdinaryWord(const QString &value)
{
    static const QRegularExpression ordinary(
        QStringLiteral(
            R"(\A(true|false|enabled?|disabled?|default|required|optional|password|passwd|secret|token|)"
            R"(changeme|example|private|public|localhost|unknown|undefined|[0-9]{1,9}|(.)\2*)\z)"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
    return ordinary.match(value).hasMatch();
}

QString objectionTo(const QString &value, const QProcessEnvironment &all)
{
    if (value.toUtf8().size() < kShortestAutomatic)
        return QStringLiteral("has fewer than %1 characters").arg(kShortestAutomatic);
    if (isOrdinaryWord(value))
        return QStringLiteral("is an ordinary word or number");
    for (const char *name : {"USER", "LOGNAME", "HOSTNAME", "HOME", "PWD", "LANG", "SHELL", "TERM"})
        if (value == all.value(QString::fromLatin1(name)))
            return QStringLiteral("is the same as %1").arg(QLatin1String(name));
    if (value.startsWith(u'/') && QFileInfo::exists(value))
        return QStringLiteral("is the name of a file");
    if (value.size() > kLongestSecret)
        return QStringLiteral("is longer than %1 KiB").arg(kLongestSecret / 1024);
    return {};
}

} // namespace

tl::expected<MaskPlan, QString> MaskPlan::make(const MaskOptions &options, const Command &command)
{
    MaskPlan plan;
    if (options.isEmpty())
        return plan;
    QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
    for (const auto &[name, value] : command.environment)
        all.insert(name, value);
    QList<QByteArray> secrets;
    QStringList names = options.variables;
    names.removeDuplicates();
    for (const QString &name : names) {
        if (!all.contains(name))
            return tl::unexpected(QStringLiteral("--mask-env: the environment has no variable %1").arg(name));
        const QByteArray value = all.value(name).toLocal8Bit();
        if (value.size() > kLongestSecret || (!value.isEmpty() && value.size() < kShortestSecret))
            return tl::unexpected(
                QStringLiteral("--mask-env: the value of %1 cannot be masked: it has %2")
                    .arg(name, value.size() < kShortestSecret
                                   ? QStringLiteral("fewer than %1 characters").arg(kShortestSecret)
                                   : QStringLiteral("more than %1 KiB").arg(kLongestSecret / 1024)));
        plan.variables.push_back({name, value.isEmpty() ? QStringLiteral("is empty") : QString()});
        secrets << value;
    }
    for (const QString &name : options.secretVariables ? all.keys() : QStringList()) {
        const QString value = all.value(name);
        if (!looksSecret(name) || names.contains(name) || value.isEmpty())
            continue;
        plan.variables.push_back({name, objectionTo(value, all)});
        if (plan.variables.back().objection.isEmpty())
            secrets << value.toLocal8Bit();
    }
    std::sort(plan.variables.begin(), plan.variables.end(),
              [](const Variable &a, const Variable &b) { return a.name < b.name; });
    std::vector<Pattern> patterns;
    for (const QString &expression : options.patterns) {
        auto pattern = Pattern::compile(expression);
        if (!pattern)
            return tl::unexpected(QStringLiteral("--mask: %1").arg(pattern.error()));
        patterns.push_back(std::move(*pattern));
        plan.patterns << expression;
    }
    plan.rules = MaskRules::make(secrets, patterns);
    return plan;
}

QStringList MaskPlan::maskedNames() const
{
    QStringList names;
    for (const Variable &variable : variables)
        if (variable.objection.isEmpty())
            names << variable.name;
    return names;
}

QString MaskPlan::text() const
{
    QStringList lines;
    for (const QString &name : maskedNames())
        lines << QStringLiteral("masked: the value of %1, also in base64, percent-encoded and in JSON")
                     .arg(name);
    for (const QString &pattern : patterns)
        lines << QStringLiteral("masked: what matches %1").arg(pattern);
    for (const Variable &variable : variables)
        if (!variable.objection.isEmpty())
            lines << QStringLiteral("not masked: %1, whose value %2").arg(variable.name, variable.objection);
    return lines.isEmpty() ? QStringLiteral("nothing is masked") : lines.join(u'\n');
}

bool looksSecret(const QString &name)
{
    static const QRegularExpression secret(
        QStringLiteral("TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE"),
        QRegularExpression::CaseInsensitiveOption);
    return secret.match(name).hasMatch();
}

} // namespace pipecore
