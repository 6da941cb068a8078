#include "ui/triggers/triggerrules.h"

#include "pipecore/search/matcher.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

#include <utility>

namespace ui
{

namespace
{

const QString kTriggers = QStringLiteral("triggers");
const QString kPattern = QStringLiteral("pattern");
constexpr std::pair<const char *, bool Trigger::*> kFlags[] = {
    {"regex", &Trigger::isRegex}, {"case", &Trigger::matchCase}, {"mark", &Trigger::mark},
    {"notify", &Trigger::notify}, {"sound", &Trigger::sound},    {"stop", &Trigger::stop}};

} // namespace

std::vector<Trigger> triggers::read()
{
    std::vector<Trigger> read;
    for (const QJsonValue &value :
         QJsonDocument::fromJson(QSettings().value(kTriggers).toByteArray()).array()) {
        Trigger trigger;
        trigger.pattern = value[kPattern].toString();
        for (const auto &[name, flag] : kFlags)
            trigger.*flag = value[QLatin1String(name)].toBool();
        if (!trigger.pattern.isEmpty() && read.size() < kMost)
            read.push_back(trigger);
    }
    return read;
}

void triggers::write(const std::vector<Trigger> &triggers)
{
    QJsonArray array;
    for (const Trigger &trigger : triggers) {
        QJsonObject object{{kPattern, trigger.pattern}};
        for (const auto &[name, flag] : kFlags)
            if (trigger.*flag)
                object.insert(QLatin1String(name), true);
        array.append(object);
    }
    QSettings().setValue(kTriggers, QJsonDocument(array).toJson(QJsonDocument::Compact));
}

QString triggers::problemIn(const std::vector<Trigger> &triggers)
{
    using pipecore::Matcher;
    for (const Trigger &trigger : triggers)
        if (const auto matcher = Matcher::create({trigger.pattern, trigger.isRegex, trigger.matchCase, false},
                                                 Matcher::Engine::Rows);
            !matcher)
            return QCoreApplication::translate("Trigger", "The pattern \"%1\" cannot be used: %2.")
                .arg(trigger.pattern, matcher.error().text);
    return {};
}

} // namespace ui
