#include "ui/session/requestsdialog.h"

#include "pipecore/net/upload/upload.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QVBoxLayout>

namespace ui
{

void showRequests(const pipecore::Upload &upload, QWidget *parent)
{
    auto *dialog = new QDialog(parent->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(QDialog::tr("Requests to %1").arg(upload.target().displayUrl()));
    dialog->resize(820, 400);
    auto *text = new QPlainTextEdit(dialog); // at most UploadLog::kMostLines lines
    text->setReadOnly(true);
    text->setLineWrapMode(QPlainTextEdit::NoWrap);
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text->setPlaceholderText(QDialog::tr("No request has been made yet."));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto *layout = new QVBoxLayout(dialog);
    layout->addWidget(text);
    layout->addWidget(buttons);
    const auto fill = [text, &upload] {
        const QString lines = upload.log().lines().join(u'\n');
        if (lines == text->toPlainText())
            return;
        const QScrollBar *bar = text->verticalScrollBar();
        const bool isAtEnd = bar->value() == bar->maximum();
        text->setPlainText(lines);
        if (isAtEnd)
            text->verticalScrollBar()->setValue(text->verticalScrollBar()->maximum());
    };
    fill();
    QObject::connect(&upload, &pipecore::Upload::changed, dialog, fill);
    QObject::connect(&upload, &QObject::destroyed, dialog, &QDialog::close);
    dialog->show();
}

} // namespace ui
