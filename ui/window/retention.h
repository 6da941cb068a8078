#pragma once

#include "pipecore/session/sessionstore.h"

#include <QDialog>

class QSpinBox;

namespace ui
{

/// How many sessions the user wants kept; at first: all.
pipecore::Retention retentionSettings();
void setRetentionSettings(const pipecore::Retention &keep);

class AutosaveFields;
struct AutosaveSettings;

/// Asks for that, and for what is saved besides.
class RetentionDialog : public QDialog
{
    Q_OBJECT
public:
    explicit RetentionDialog(QWidget *parent);
    pipecore::Retention entered() const;
    AutosaveSettings enteredAutosave() const;

private:
    QSpinBox *m_sessions;
    QSpinBox *m_days;
    QSpinBox *m_megabytes;
    AutosaveFields *m_autosave;
};

} // namespace ui
