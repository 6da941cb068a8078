#include "app/uploadoptions.h"

#include "app/accessoptions.h"

#include <CLI/CLI.hpp>

using pipecore::UploadTarget;

namespace app
{

namespace
{

QString applyNumber(int &to, int factor, const std::string &name, const QString &value)
{
    bool isNumber = false;
    const int number = value.toInt(&isNumber);
    if (!isNumber || number < 1 || number > 1'000'000)
        return QStringLiteral("%1 takes a number from 1 on, not \"%2\"")
            .arg(QString::fromStdString(name), value);
    to = number * factor;
    return {};
}

QString apply(UploadTarget &target, const std::string &name, const QString &value)
{
    if (const auto problem = applyAccessOption(target, name, value))
        return *problem;
    if (name == "--upload-method") {
        target.method = value.toUpper().toLatin1();
        return target.method == "PUT" || target.method == "POST"
                   ? QString()
                   : QStringLiteral("--upload-method is PUT or POST, not \"%1\"").arg(value);
    }
    if (name == "--upload-mode")
        return value == QLatin1String("whole")
                   ? QString()
                   : QStringLiteral("--upload-mode \"%1\" is not known; this version has: whole").arg(value);
    if (name == "--upload-header") {
        const auto header = UploadTarget::parseHeader(value);
        if (!header)
            return header.error();
        target.headers << *header;
        return {};
    }
    if (name == "--token-env") {
        target.token = qgetenv(value.toLocal8Bit().constData());
        return target.token.isEmpty()
                   ? QStringLiteral("--token-env: the environment has no variable %1, or it is empty")
                         .arg(value)
                   : QString();
    }
    if (name == "--upload-timeout")
        return applyNumber(target.timeoutMs, 1000, name, value);
    return applyNumber(target.attempts, 1, name, value);
}

} // namespace

UploadOptions::UploadOptions(CLI::App *app) : m_app(app)
{
    add("--upload-method", "PUT (default) or POST", "METHOD");
    add("--upload-mode", "whole: all at once, when the command has ended", "MODE");
    add("--upload-header", "Send this header too; may be repeated", "'Name: value'");
    add("--token-env", "Send the value of the variable NAME as bearer token", "NAME");
    for (const AccessOption &option : accessOptions())
        add(option.name, option.help, option.type);
    add("--upload-timeout", "Give an attempt up after so long without progress (default 20)", "SECONDS");
    add("--upload-attempts", "Try so often before it has failed (default 4)", "N");
}

void UploadOptions::addUrlOption()
{
    add("--upload",
        "Upload the output to URL; may be repeated, the options above belong to the one before them", "URL");
}

void UploadOptions::add(const std::string &name, const std::string &help, const std::string &type)
{
    auto values = std::make_unique<std::vector<std::string>>();
    CLI::Option *option = m_app->add_option(name, *values, help);
    option->type_name(type)->expected(1)->take_all()->group("Upload");
    m_values.emplace(option, std::move(values));
}

QString UploadOptions::finish(std::vector<UploadTarget> &targets) const
{
    std::map<const CLI::Option *, size_t> next;
    for (const CLI::Option *option : m_app->parse_order()) {
        const auto known = m_values.find(option);
        if (known == m_values.end())
            continue;
        const std::string name = option->get_name();
        const QString value = QString::fromStdString(known->second->at(next[option]++));
        if (name == "--upload") {
            const auto url = UploadTarget::parseUrl(value);
            if (!url)
                return url.error();
            targets.emplace_back();
            targets.back().url = *url;
            continue;
        }
        if (targets.empty())
            return QStringLiteral("%1 belongs behind an --upload URL").arg(QString::fromStdString(name));
        const QString problem = apply(targets.back(), name, value);
        if (!problem.isEmpty())
            return problem;
    }
    return {};
}

} // namespace app
