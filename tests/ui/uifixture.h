#pragma once

#include "pipecore/session/recording.h"

#include <QDir>
#include <QFile>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

constexpr int kPatience = 60'000; // ms, for a loaded machine

/// Folders and settings that are a test's own, and recordings in them.
class UiFixture
{
public:
    UiFixture()
    {
        QStandardPaths::setTestModeEnabled(true);
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        QCoreApplication::setOrganizationName(QStringLiteral("runnel-test"));
        qputenv("RUNNEL_HOME", m_folder.filePath(QStringLiteral("home")).toUtf8());
    }

    QString file(const QString &name) const { return m_folder.filePath(name); }

    /// Of a file that has these bytes; it is indexed.
    pipecore::Recording::Ptr recordingOf(const QByteArray &bytes)
    {
        QFile file(m_folder.filePath(QString::number(++m_made)));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            return nullptr;
        file.close();
        const auto recording = pipecore::Recording::openFile(file.fileName());
        if (!recording)
            return nullptr;
        (*recording)->startIndexing();
        (*recording)->waitForIndex();
        return *recording;
    }

    /// Of what is appended to it bit by bit.
    pipecore::Recording::Ptr liveRecording()
    {
        const QString folder = m_folder.filePath(QString::number(++m_made));
        pipecore::SessionRecord record;
        record.id = QStringLiteral("test");
        record.started = QDateTime::currentDateTimeUtc();
        const auto made = QDir().mkpath(folder) ? pipecore::Recording::create(folder, record)
                                                : tl::unexpected(QStringLiteral("no folder"));
        if (!made)
            return nullptr;
        (*made)->startIndexing();
        return *made;
    }

private:
    QTemporaryDir m_folder;
    int m_made = 0;
};

inline void append(const pipecore::Recording::Ptr &recording, const QByteArray &bytes)
{
    recording->capture()->append(bytes.constData(), bytes.size());
}

/// Rows "row FROM" to "row TO".
inline QByteArray numberedRows(int from, int to)
{
    QByteArray rows;
    for (int i = from; i <= to; ++i)
        rows += "row " + QByteArray::number(i) + '\n';
    return rows;
}

/// The lines of a picture of `widget` that have this colour somewhere.
inline std::vector<int> linesWith(QWidget *widget, const QColor &color)
{
    const QImage picture = widget->grab().toImage();
    std::vector<int> lines;
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width() && (lines.empty() || lines.back() != y); ++x)
            if (picture.pixel(x, y) == color.rgb())
                lines.push_back(y);
    return lines;
}

/// How many pixels of a picture of `widget` have this colour.
inline qint64 pixelsOf(QWidget *widget, const QColor &color)
{
    const QImage picture = widget->grab().toImage();
    qint64 count = 0;
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x)
            count += picture.pixel(x, y) == color.rgb() ? 1 : 0;
    return count;
}
