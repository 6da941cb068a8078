#include "ui/highlight/highlightrules.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

namespace ui
{

namespace
{

constexpr qsizetype kMostBytes = 1 << 20;
const QString kSets = QStringLiteral("highlight/sets");
const QString kCurrent = QStringLiteral("highlight/current");
const QString kName = QStringLiteral("name");
const QString kRules = QStringLiteral("rules");
const QString kPattern = QStringLiteral("pattern");
const QString kRegex = QStringLiteral("regex");
const QString kCase = QStringLiteral("case");
const QString kRow = QStringLiteral("row");
const QString kText = QStringLiteral("text");
const QString kBackground = QStringLiteral("background");

QJsonObject toJson(const HighlightRule &rule)
{
    QJsonObject object{{kPattern, rule.pattern}};
    if (rule.isRegex)
        object.insert(kRegex, true);
    if (rule.matchCase)
        object.insert(kCase, true);
    if (rule.wholeRow)
        object.insert(kRow, true);
    if (rule.text.isValid())
        object.insert(kText, rule.text.name());
    if (rule.background.isValid())
        object.insert(kBackground, rule.background.name());
    return object;
}

HighlightRule fromJson(const QJsonObject &object)
{
    HighlightRule rule;
    rule.pattern = object[kPattern].toString();
    rule.isRegex = object[kRegex].toBool();
    rule.matchCase = object[kCase].toBool();
    rule.wholeRow = object[kRow].toBool();
    rule.text = QColor(object[kText].toString());
    rule.background = QColor(object[kBackground].toString());
    return rule;
}

QString said(const char *text)
{
    return QCoreApplication::translate("HighlightSet", text);
}

// Names are the user's own: a slash in one makes no group.
QString keyOf(const QString &name)
{
    return kSets + u'/' + QString::fromLatin1(name.toUtf8().toHex());
}

} // namespace

QByteArray HighlightSet::toFile() const
{
    QJsonArray array;
    for (const HighlightRule &rule : rules)
        array.append(toJson(rule));
    return QJsonDocument(QJsonObject{{kName, name}, {kRules, array}}).toJson();
}

tl::expected<HighlightSet, QString> HighlightSet::fromFile(const QByteArray &bytes)
{
    const QJsonObject object =
        bytes.size() <= kMostBytes ? QJsonDocument::fromJson(bytes).object() : QJsonObject();
    if (!object[kRules].isArray())
        return tl::unexpected(said("It is no file of highlight rules."));
    HighlightSet set;
    set.name = object[kName].toString().simplified().left(80);
    for (const QJsonValue &value : object[kRules].toArray()) {
        const HighlightRule rule = fromJson(value.toObject());
        if (!rule.pattern.isEmpty())
            set.rules.push_back(rule);
    }
    if (set.rules.size() > kMostRules)
        return tl::unexpected(said("It has more than %1 rules.").arg(kMostRules));
    return set;
}

QStringList highlightsets::names()
{
    QSettings settings;
    settings.beginGroup(kSets);
    QStringList names;
    for (const QString &key : settings.childKeys())
        names << QString::fromUtf8(QByteArray::fromHex(key.toLatin1()));
    names.sort(Qt::CaseInsensitive);
    return names;
}

HighlightSet highlightsets::read(const QString &name)
{
    auto set = HighlightSet::fromFile(QSettings().value(keyOf(name)).toByteArray());
    return set ? std::move(*set) : HighlightSet{name, {}};
}

void highlightsets::write(const HighlightSet &set)
{
    QSettings().setValue(keyOf(set.name), set.toFile());
}

void highlightsets::remove(const QString &name)
{
    QSettings().remove(keyOf(name));
}

QString highlightsets::current()
{
    return QSettings().value(kCurrent).toString();
}

void highlightsets::setCurrent(const QString &name)
{
    QSettings().setValue(kCurrent, name);
}

} // namespace ui
