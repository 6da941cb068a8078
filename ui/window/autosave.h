#pragma once

#include "pipecore/session/recording.h"

#include <QGroupBox>

class QLabel;
class QLineEdit;

namespace ui
{

/// Whether, where and by which names a copy of each command's output is saved when it has ended.
struct AutosaveSettings {
    bool on = false;
    QString folder;
    QString pattern; ///< see pipecore::nameFromPattern()

    static AutosaveSettings load();
    void store() const;
    /// The path of a session's copy.
    QString pathFor(const pipecore::SessionRecord &record) const;
};

/// Saves a recording to `path`, or beside what is there by that name. Blocks. What went wrong; empty:
/// nothing.
QString saveCopy(const pipecore::Recording::Ptr &recording, const pipecore::SessionRecord &record,
                 const QString &path);

/// Asks for that.
class AutosaveFields : public QGroupBox
{
    Q_OBJECT
public:
    explicit AutosaveFields(QWidget *parent);

    AutosaveSettings entered() const;
    /// Nothing is wrong with what was entered.
    bool isValid() const;

signals:
    void changed();

private:
    void check();
    void chooseFolder();

    QLineEdit *m_folder;
    QLineEdit *m_pattern;
    QLabel *m_example; // or what is wrong
};

} // namespace ui
