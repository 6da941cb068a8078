#pragma once

#include "ui/window/uploaddialog.h"

#include <QApplication>
#include <QComboBox>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTimer>

#include <initializer_list>
#include <utility>

/// The dialog, and its fields by their names.
class DialogByNames : public ui::UploadDialog
{
public:
    explicit DialogByNames(pipecore::NetworkThread *network) : UploadDialog(true, network, nullptr) {}

    template<typename Widget> Widget *at(const char *name) const
    {
        return findChild<Widget *>(QLatin1String(name));
    }
    void type(const char *field, const QString &text)
    {
        if (auto *lines = at<QPlainTextEdit>(field))
            return lines->setPlainText(text);
        if (auto *box = at<QComboBox>(field))
            return box->setEditText(text);
        at<QLineEdit>(field)->setText(text);
    }
    /// Types into each of these fields, in this order.
    void fill(std::initializer_list<std::pair<const char *, QString>> texts)
    {
        for (const auto &[field, text] : texts)
            type(field, text);
    }
    void choose(const char *field, const QVariant &value)
    {
        auto *box = at<QComboBox>(field);
        box->setCurrentIndex(box->findData(value));
        emit box->activated(box->currentIndex());
    }
    bool isOn(const char *button) const { return at<QPushButton>(button)->isEnabled(); }
    QString problem() const { return at<QLabel>("problem")->text(); }
    /// Presses "Keep", and gives the name that is asked for.
    void keepAs(const QString &name)
    {
        QTimer answer;
        connect(&answer, &QTimer::timeout, this, [&] {
            if (auto *input = qobject_cast<QInputDialog *>(QApplication::activeModalWidget())) {
                answer.stop();
                input->setTextValue(name);
                input->accept();
            }
        });
        answer.start(10);
        at<QPushButton>("keep")->click();
    }
    QStringList findings() const
    {
        QStringList texts;
        for (const QLabel *label : at<QWidget>("findings")->findChildren<QLabel *>())
            texts << label->text();
        return texts;
    }
};
