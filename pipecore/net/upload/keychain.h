#pragma once

#include <QByteArray>
#include <QString>

#include <functional>

#include <tl/expected.hpp>

class QObject;

namespace pipecore
{

/// Secrets that the desktop keeps: the Secret Service (GNOME Keyring, KeePassXC) or KWallet, by QtKeychain.
/// An entry is a name of the user's; in the keychain's own program it stands below "runnel".
///
/// From the main thread, whose event loop must run: the keychain may ask its user to unlock it, for minutes.
/// `then` is called once, from the event loop, unless `context` is gone by then. The errors are sentences
/// without a full stop, which tell what to do where there is no keychain.
namespace keychain
{

using Read = std::function<void(const tl::expected<QByteArray, QString> &secret)>;
using Done = std::function<void(const tl::expected<void, QString> &)>;

void read(const QString &entry, QObject *context, Read then);
/// Replaces what the entry had.
void write(const QString &entry, const QByteArray &secret, QObject *context, Done then);
void remove(const QString &entry, QObject *context, Done then);

} // namespace keychain

} // namespace pipecore
