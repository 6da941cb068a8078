#include "ui/window/profilerow.h"

#include "pipecore/net/upload/keychain.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QPushButton>

#include <algorithm>

namespace ui
{

using pipecore::Profiles;
using pipecore::UploadTarget;

namespace
{

const QString kPresetMark = QStringLiteral("preset:"); // no profile's name has a colon

} // namespace

ProfileRow::ProfileRow(QWidget *parent)
    : QWidget(parent), m_names(new QComboBox(this)), m_keep(new QPushButton(tr("&Keep…"), this)),
      m_forget(new QPushButton(tr("&Forget"), this))
{
    m_names->setObjectName(QStringLiteral("profile"));
    m_keep->setObjectName(QStringLiteral("keep"));
    m_forget->setObjectName(QStringLiteral("forget"));
    m_keep->setToolTip(tr("Keep this target under a name; its token goes into the keychain"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_names, 1);
    layout->addWidget(m_keep);
    layout->addWidget(m_forget);
    setFocusProxy(m_names);
    fill({});
    connect(m_names, &QComboBox::activated, this, &ProfileRow::choose);
    connect(m_keep, &QPushButton::clicked, this, &ProfileRow::askForName);
    connect(m_forget, &QPushButton::clicked, this, &ProfileRow::forget);
}

void ProfileRow::setKeepable(bool keepable)
{
    m_keep->setEnabled(keepable);
}

// Profiles first, then what a new one can begin with.
void ProfileRow::fill(const QString &chosen)
{
    m_names->clear();
    m_names->addItem(tr("None"), QString());
    for (const QString &name : Profiles().names())
        m_names->addItem(name, name);
    m_names->insertSeparator(m_names->count());
    for (const pipecore::UploadPreset &preset : pipecore::uploadPresets())
        m_names->addItem(tr("New: %1").arg(preset.title), kPresetMark + preset.name);
    m_names->setCurrentIndex(std::max(0, m_names->findData(chosen)));
    m_forget->setEnabled(!chosen.isEmpty());
}

void ProfileRow::choose()
{
    const QString name = m_names->currentData().toString();
    m_forget->setEnabled(!name.isEmpty() && !name.startsWith(kPresetMark));
    if (name.isEmpty())
        return;
    if (name.startsWith(kPresetMark)) {
        emit presetChosen(*pipecore::uploadPreset(name.mid(kPresetMark.size())));
        return;
    }
    const auto target = Profiles().stored(name);
    if (target)
        emit targetChosen(*target);
    else
        emit failed(target.error());
}

void ProfileRow::askForName()
{
    const QString name =
        QInputDialog::getText(this, tr("Keep as a profile"), tr("Its name; --upload @NAME uses it too"),
                              QLineEdit::Normal, m_forget->isEnabled() ? m_names->currentText() : QString());
    if (!name.isEmpty())
        emit keepRequested(name);
}

void ProfileRow::keep(const QString &name, const UploadTarget &target)
{
    if (target.token.isEmpty() || !target.tokenVariable.isEmpty()) {
        write(name, target);
        return;
    }
    UploadTarget named = target;
    named.tokenEntry = name;
    const bool isNew = !Profiles().names().contains(name);
    pipecore::keychain::write(name, target.token, this, [this, name, named, isNew](const auto &written) {
        if (written && !write(name, named) && isNew)
            removeToken(name); // nothing names it
        else if (!written)
            emit failed(tr("It was not kept, as its token cannot be: %1").arg(written.error()));
    });
}

bool ProfileRow::write(const QString &name, const UploadTarget &target)
{
    if (const auto written = Profiles().set(name, target); !written) {
        emit failed(written.error());
        return false;
    }
    fill(name);
    emit kept(target);
    return true;
}

void ProfileRow::removeToken(const QString &entry)
{
    pipecore::keychain::remove(entry, this, [this](const auto &removed) {
        if (!removed)
            emit failed(tr("Its token may still be in the keychain: %1").arg(removed.error()));
    });
}

void ProfileRow::forget()
{
    const QString name = m_names->currentData().toString();
    const auto target = Profiles().stored(name);
    if (const auto removed = Profiles().remove(name); !removed) {
        emit failed(removed.error());
        return;
    }
    fill({});
    const QStringList others = Profiles().names();
    const bool isShared = std::any_of(others.begin(), others.end(), [&](const QString &other) {
        const auto stored = Profiles().stored(other);
        return stored && stored->tokenEntry == name;
    });
    if (target && target->tokenEntry == name && !isShared) // it came with the profile, and goes with it
        removeToken(name);
}

} // namespace ui
