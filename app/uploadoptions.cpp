#include "app/uploadoptions.h"

#include "app/accessoptions.h"
#include "pipecore/net/upload/profiles.h"
#include "pipecore/net/upload/uploadstate.h"

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

QString applyPair(QList<std::pair<QString, QString>> &to, const std::string &name, const QString &value)
{
    const qsizetype equals = value.indexOf(u'=');
    if (equals < 1)
        return QStringLiteral("%1 takes NAME=VALUE, not \"%2\"").arg(QString::fromStdString(name), value);
    to.emplace_back(value.first(equals), value.mid(equals + 1));
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
    if (name == "--upload-mode") {
        const auto mode = pipecore::modeFromName(value);
        target.mode = mode.value_or(target.mode);
        return mode ? QString()
                    : QStringLiteral("--upload-mode is whole, form, tus, append, batch or stream, not \"%1\"")
                          .arg(value);
    }
    if (name == "--upload-format") {
        const auto format = pipecore::formatFromName(value);
        target.format = format.value_or(target.format);
        return format && !value.isEmpty()
                   ? QString()
                   : QStringLiteral("--upload-format is raw, ndjson, json, loki or elasticsearch, not \"%1\"")
                         .arg(value);
    }
    if (name == "--upload-header") {
        const auto header = UploadTarget::parseHeader(value);
        if (!header)
            return header.error();
        target.headers << *header;
        return {};
    }
    if (name == "--upload-field") {
        target.fieldName = value;
        return value.isEmpty() ? QStringLiteral("--upload-field takes a name") : QString();
    }
    if (name == "--upload-form")
        return applyPair(target.fields, name, value);
    if (name == "--token-env") {
        target.tokenVariable = value;
        return value.isEmpty() ? QStringLiteral("--token-env takes a variable's name") : QString();
    }
    if (name == "--token-keychain") {
        target.tokenEntry = value;
        return value.isEmpty() ? QStringLiteral("--token-keychain takes a name") : QString();
    }
    if (name == "--upload-gzip") {
        target.gzip = true;
        return {};
    }
    if (name == "--upload-delete-on-cancel") {
        target.deleteOnCancel = true;
        return {};
    }
    if (name == "--upload-timeout")
        return applyNumber(target.timeoutMs, 1000, name, value);
    return applyNumber(target.attempts, 1, name, value);
}

} // namespace

UploadOptions::UploadOptions(CLI::App *app, Secrets secrets) : m_app(app), m_secrets(secrets)
{
    add("--upload-mode",
        "whole: all at once when the command has ended; form: the same as a form's file; while it runs - "
        "tus: "
        "resumable; append: PATCH with Content-Range; batch: records for log collectors; stream: one chunked "
        "request",
        "MODE");
    add("--upload-method", "PUT or POST (default: PUT for whole and stream, POST for form and batch)",
        "METHOD");
    add("--upload-format",
        "Of a batch or stream: raw, ndjson; of a batch also json, loki, elasticsearch (default: ndjson for "
        "batch, "
        "raw for stream)",
        "FORMAT");
    addFlag("--upload-gzip", "Compress the batches");
    add("--upload-field", "The form field of the file (default: file)", "NAME");
    add("--upload-form", "Send this form field too; may be repeated", "NAME=VALUE");
    addFlag("--upload-delete-on-cancel", "With tus: if the upload is cancelled, have the server delete it");
    add("--upload-header", "Send this header too; may be repeated", "'Name: value'");
    add("--token-env", "Send the value of the variable NAME as bearer token", "NAME");
    add("--token-keychain",
        "Send the token that the desktop's keychain keeps under NAME; \"runnel tokens set NAME\" puts it "
        "there",
        "NAME");
    for (const AccessOption &option : accessOptions())
        add(option.name, option.help, option.type);
    add("--upload-timeout", "Give an attempt up after so long without progress (default 20)", "SECONDS");
    add("--upload-attempts",
        "Try so often before it has failed (default 4); a live upload goes on trying while the command runs",
        "N");
}

void UploadOptions::addUrlOption()
{
    add("--upload",
        "Upload the output to URL, or to a profile, @NAME; may be repeated, the options above belong to the "
        "one before them",
        "URL");
}

void UploadOptions::add(const std::string &name, const std::string &help, const std::string &type)
{
    auto values = std::make_unique<std::vector<std::string>>();
    CLI::Option *option = m_app->add_option(name, *values, help);
    option->type_name(type)->expected(1)->allow_extra_args(false)->take_all()->group("Upload");
    m_values.emplace(option, std::move(values));
}

void UploadOptions::addFlag(const std::string &name, const std::string &help)
{
    m_values.emplace(m_app->add_flag(name, help)->group("Upload"), nullptr);
}

QString UploadOptions::finish(std::vector<UploadTarget> &targets) const
{
    std::map<const CLI::Option *, size_t> next;
    for (const CLI::Option *option : m_app->parse_order()) {
        const auto known = m_values.find(option);
        if (known == m_values.end())
            continue;
        const std::string name = option->get_name();
        const QString value =
            known->second ? QString::fromStdString(known->second->at(next[option]++)) : QString();
        if (name == "--upload") {
            const auto target = pipecore::targetFromText(value);
            if (!target)
                return target.error();
            targets.push_back(*target);
            continue;
        }
        if (targets.empty())
            return QStringLiteral("%1 belongs behind an --upload URL").arg(QString::fromStdString(name));
        const QString problem = apply(targets.back(), name, value);
        if (!problem.isEmpty())
            return problem;
    }
    if (m_secrets == Secrets::Needed)
        for (UploadTarget &target : targets)
            if (const QStringList missing = target.readVariables(); !missing.isEmpty())
                return QStringLiteral("the environment has no variable %1, or it is empty")
                    .arg(missing.join(QStringLiteral(" and no ")));
    QStringList files; // two to the same place would be at odds over how far they are
    for (const UploadTarget &target : targets) {
        const QString file = pipecore::UploadState::fileName(target);
        if (files.contains(file))
            return QStringLiteral("upload to %1: it is given twice").arg(target.displayUrl());
        files << file;
    }
    for (const UploadTarget &target : targets)
        if (const QString problem = target.problem(); !problem.isEmpty())
            return QStringLiteral("upload to %1: %2").arg(target.displayUrl(), problem);
    return {};
}

} // namespace app
