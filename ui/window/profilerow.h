#pragma once

#include "pipecore/net/upload/profiles.h"

#include <QWidget>

class QComboBox;
class QPushButton;

namespace ui
{

/// Chooses among the kept upload targets and what a new one can begin with; keeps and forgets them. A typed
/// token is kept in the keychain, under the profile's name, and nowhere else.
class ProfileRow : public QWidget
{
    Q_OBJECT
public:
    explicit ProfileRow(QWidget *parent);

    void setKeepable(bool keepable);
    /// Keeps `target`, as it is to be called `name`; kept() or failed() tells.
    void keep(const QString &name, const pipecore::UploadTarget &target);
    void forget();

signals:
    void targetChosen(const pipecore::UploadTarget &target);
    void presetChosen(const pipecore::UploadPreset &preset);
    /// A name was given under which the target is to be kept.
    void keepRequested(const QString &name);
    void kept(const pipecore::UploadTarget &target);
    void failed(const QString &why);

private:
    void fill(const QString &chosen);
    void choose();
    void askForName();
    bool write(const QString &name, const pipecore::UploadTarget &target);
    void removeToken(const QString &entry);

    QComboBox *m_names;
    QPushButton *m_keep, *m_forget;
};

} // namespace ui
