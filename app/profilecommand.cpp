#include "app/profilecommand.h"

#include "app/commands.h"
#include "app/messages.h"
#include "pipecore/net/upload/profiles.h"

#include <cstdio>

namespace app
{

using namespace pipecore;

namespace
{

int complain(const QString &text)
{
    say(text);
    return kRunnelFailed;
}

void print(const QString &line)
{
    std::puts(line.toLocal8Bit().constData());
}

QString presetHelp()
{
    QStringList names;
    for (const UploadPreset &preset : uploadPresets())
        names << QStringLiteral("%1 (%2)").arg(preset.name, preset.address);
    return QStringLiteral("Start from what such a receiver takes: ") + names.join(QStringLiteral(", "));
}

} // namespace

ProfileCommand::ProfileCommand(CLI::App *app, Action action) : Subcommand(app, action)
{
    if (action == Action::ProfilesList)
        return;
    app->add_option("NAME", m_name, "The profile's name; --upload @NAME uses it")->required();
    if (action != Action::ProfilesSet)
        return;
    app->add_option("URL", m_url, "Where to")->required();
    app->add_option("--preset", m_preset, presetHelp().toStdString())->type_name("PRESET");
    m_upload = std::make_unique<UploadOptions>(app, UploadOptions::Secrets::Named);
}

QString ProfileCommand::finish(Options &options, const QStringList &)
{
    options.profile = text(m_name);
    if (action() != Action::ProfilesSet)
        return {};
    UploadTarget target;
    if (!m_preset.empty()) {
        const UploadPreset *preset = uploadPreset(text(m_preset));
        if (!preset)
            return QStringLiteral("there is no preset %1; --help lists them").arg(text(m_preset));
        target = preset->target;
    }
    const auto url = UploadTarget::parseUrl(text(m_url));
    if (!url)
        return url.error();
    target.url = *url;
    options.uploads = {target};
    return m_upload->finish(options.uploads);
}

int listProfiles(const Options &)
{
    const Profiles profiles;
    for (const QString &name : profiles.names()) {
        const auto target = profiles.stored(name);
        print(target ? QStringLiteral("%1  %2  %3").arg(name, modeName(target->mode), target->displayUrl())
                     : target.error());
    }
    return 0;
}

int showProfile(const Options &options)
{
    const auto target = Profiles().stored(options.profile);
    if (!target)
        return complain(target.error());
    const auto show = [](const char *what, const QString &value) {
        if (!value.isEmpty())
            print(QString::fromLatin1(what).leftJustified(14) + value);
    };
    show("address", target->displayUrl());
    show("mode", modeName(target->mode));
    show("method", QString::fromLatin1(target->effectiveMethod()));
    show("format", formatName(target->format));
    for (const auto &[name, value] : target->headers)
        show("header", QString::fromLatin1(name) + QStringLiteral(": ") + QString::fromUtf8(value));
    for (const auto &[name, value] : target->fields)
        show("form field", name + u'=' + value);
    show("token in", target->tokenVariable);
    show("token kept as", target->tokenEntry);
    show("user in", target->userVariable);
    show("authorities", target->tls.authorities);
    show("certificate", target->tls.certificate);
    show("its key", target->tls.key);
    show("key's password", target->tls.keyPasswordVariable);
    show("pin", QString::fromLatin1(target->tls.pin));
    show("proxy", target->proxy);
    return 0;
}

int setProfile(const Options &options)
{
    const auto done = Profiles().set(options.profile, options.uploads.front());
    return done ? 0 : complain(done.error());
}

int removeProfile(const Options &options)
{
    const auto done = Profiles().remove(options.profile);
    return done ? 0 : complain(done.error());
}

} // namespace app
