#include "ui/window/autosave.h"

#include "pipecore/session/savefile.h"
#include "pipecore/session/savename.h"

#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QStandardPaths>
#include <QToolButton>

#include <mutex>

namespace ui
{

namespace
{

const QString kOnKey = QStringLiteral("autosave/on");
const QString kFolderKey = QStringLiteral("autosave/folder");
const QString kPatternKey = QStringLiteral("autosave/pattern");

pipecore::SessionRecord exampleRecord()
{
    pipecore::SessionRecord record;
    record.id = QStringLiteral("7k2f9q");
    record.command.program = QStringLiteral("make");
    record.command.arguments = QStringList{QStringLiteral("test")};
    record.started = QDateTime::currentDateTime();
    record.result = pipecore::RunResult{};
    return record;
}

} // namespace

AutosaveSettings AutosaveSettings::load()
{
    const QSettings settings;
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return {settings.value(kOnKey, false).toBool(),
            settings.value(kFolderKey, documents + QStringLiteral("/Runnel")).toString(),
            settings.value(kPatternKey, QStringLiteral("{date}/{time} {name}.log")).toString()};
}

void AutosaveSettings::store() const
{
    QSettings settings;
    settings.setValue(kOnKey, on);
    settings.setValue(kFolderKey, folder);
    settings.setValue(kPatternKey, pattern);
}

QString AutosaveSettings::pathFor(const pipecore::SessionRecord &record) const
{
    return QDir(folder).filePath(pipecore::nameFromPattern(pattern, record));
}

QString saveCopy(const pipecore::Recording::Ptr &recording, const pipecore::SessionRecord &record,
                 const QString &path)
{
    // A file is there by its name once it is whole only: until then the name is taken here.
    static std::mutex lock;
    static QSet<QString> underWay;
    const auto free = [&] {
        const std::lock_guard guard(lock);
        auto found = pipecore::freePath(path, underWay);
        if (found)
            underWay.insert(*found);
        return found;
    }();
    if (!free)
        return free.error();
    const auto saved = pipecore::saveRecording(recording, record, *free);
    const std::lock_guard guard(lock);
    underWay.remove(*free);
    return saved ? QString() : saved.error();
}

AutosaveFields::AutosaveFields(QWidget *parent)
    : QGroupBox(tr("Save a &copy of every command that ends"), parent), m_folder(new QLineEdit(this)),
      m_pattern(new QLineEdit(this)), m_example(new QLabel(this))
{
    const AutosaveSettings settings = AutosaveSettings::load();
    setCheckable(true);
    setChecked(settings.on);
    m_folder->setText(settings.folder);
    m_pattern->setText(settings.pattern);
    m_pattern->setMinimumWidth(320);
    m_pattern->setToolTip(
        tr("{date}, {time}, {name}, {command}, {exit} and {id} are filled in. The ending is the "
           "format: .log, .txt, .html, .cast, .ndjson or .runnel."));
    m_example->setTextFormat(Qt::PlainText);
    m_example->setWordWrap(true);
    auto *choose = new QToolButton(this);
    choose->setText(tr("…"));
    choose->setAccessibleName(tr("Choose the folder"));
    auto *where = new QHBoxLayout;
    where->addWidget(m_folder, 1);
    where->addWidget(choose);
    auto *whereLabel = new QLabel(tr("In the &folder"), this);
    whereLabel->setBuddy(m_folder);
    auto *form = new QFormLayout(this);
    form->addRow(whereLabel, where);
    form->addRow(tr("By the &name"), m_pattern);
    form->addRow(QString(), m_example);
    connect(choose, &QToolButton::clicked, this, &AutosaveFields::chooseFolder);
    connect(this, &QGroupBox::toggled, this, &AutosaveFields::check);
    for (const QLineEdit *field : {m_folder, m_pattern})
        connect(field, &QLineEdit::textChanged, this, &AutosaveFields::check);
    check();
}

AutosaveSettings AutosaveFields::entered() const
{
    return {isChecked(), m_folder->text().trimmed(), m_pattern->text().trimmed()};
}

bool AutosaveFields::isValid() const
{
    const AutosaveSettings settings = entered();
    return !settings.on ||
           (QDir::isAbsolutePath(settings.folder) && pipecore::checkNamePattern(settings.pattern));
}

void AutosaveFields::check()
{
    const AutosaveSettings settings = entered();
    const auto pattern = pipecore::checkNamePattern(settings.pattern);
    if (!pattern)
        m_example->setText(pattern.error());
    else if (!QDir::isAbsolutePath(settings.folder))
        m_example->setText(tr("The folder has to be a whole path, from /."));
    else
        m_example->setText(
            tr("For example: %1").arg(pipecore::nameFromPattern(settings.pattern, exampleRecord())));
    emit changed();
}

void AutosaveFields::chooseFolder()
{
    const QString chosen =
        QFileDialog::getExistingDirectory(this, tr("Where copies are saved"), m_folder->text());
    if (!chosen.isEmpty())
        m_folder->setText(chosen);
}

} // namespace ui
