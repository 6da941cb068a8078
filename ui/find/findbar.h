#pragma once

#include "pipecore/search/query.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace ui
{

/// The line below the output where one says what to find, and is told how much of it there is.
class FindBar : public QFrame
{
    Q_OBJECT
public:
    explicit FindBar(QWidget *parent = nullptr);

    pipecore::Query query() const;
    /// Takes the focus; `text`, when there is any, is what to find.
    void open(const QString &text);
    void setFiltering(bool filtering);
    bool isFiltering() const;

    enum class Tone { Plain, Nothing, Bad };
    /// How it stands: "3 of 1,204", or why not.
    void setStatus(const QString &text, Tone tone);
    QString status() const;
    /// Keeps the present pattern among those that come again with the arrow keys.
    void remember();

signals:
    void queryChanged();
    void nextRequested();
    void previousRequested();
    void filterToggled(bool on);
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    bool isBuilt() const { return m_pattern != nullptr; }
    QToolButton *addToggle(const QString &text, const QString &tip, const QString &key);
    void dress();

    QComboBox *m_pattern = nullptr; // null: nothing of it is made yet
    QToolButton *m_case, *m_word, *m_regex, *m_filter;
    QToolButton *m_previous, *m_next, *m_close;
    QLabel *m_status;
    Tone m_tone = Tone::Plain;
};

} // namespace ui
