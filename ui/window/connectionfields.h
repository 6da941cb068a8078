#pragma once

#include "pipecore/net/upload/uploadtarget.h"

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace ui
{

/// The part of an upload's target that says who one is, whom one trusts and which way to go: Basic
/// authentication, TLS, proxy. What most uploads do without.
class ConnectionFields : public QWidget
{
    Q_OBJECT
public:
    explicit ConnectionFields(QWidget *parent);

    /// Fills in the fields. A secret that a variable has is not shown, but the variable's name.
    void show(const pipecore::UploadTarget &target);
    /// Fills in the target. What is wrong, as a sentence; empty: nothing. Reads no variable.
    QString read(pipecore::UploadTarget &target) const;
    /// Whether something is filled in.
    bool hasAny() const;

signals:
    void changed();

private:
    QWidget *fileRow(QLineEdit *field, const QString &what);
    QLineEdit *secretField(const QString &hint);
    QLineEdit *variableField();

    QLineEdit *m_user, *m_password, *m_userVariable;
    QLineEdit *m_authorities, *m_certificate, *m_key;
    QLineEdit *m_keyPassword, *m_keyPasswordVariable;
    QLineEdit *m_pin;
    QComboBox *m_proxy;
};

} // namespace ui
