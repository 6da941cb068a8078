#pragma once

#include "ui/highlight/highlightrules.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QTableWidget;

namespace ui
{

/// Where the sets of highlight rules are made, chosen, and handed on as files. All of it is kept once it is
/// accepted.
class HighlightDialog : public QDialog
{
    Q_OBJECT
public:
    explicit HighlightDialog(QWidget *parent = nullptr);

    void accept() override;
    /// Takes the rules of `file`, as a set of their name.
    void importFile(const QString &file);
    void exportFile(const QString &file);

private:
    void fill(const HighlightSet &set);
    HighlightSet shown() const;
    void addRule(const HighlightRule &rule);
    void removeRule();
    void chooseColor(int row, int column);
    void switchTo(const QString &name);
    void addSet();
    void removeSet();
    void check();

    QComboBox *m_sets;
    QTableWidget *m_rules;
    QLabel *m_problem;
    QString m_name; // of the set that is shown; empty: none, nothing is highlighted
    std::vector<HighlightSet> m_changed;
    QStringList m_removed;
};

} // namespace ui
