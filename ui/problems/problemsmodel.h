#pragma once

#include "pipecore/session/problems.h"

#include <QAbstractTableModel>

namespace ui
{

/// Problems as a table: what, and where.
class ProblemsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    static constexpr size_t kMost = 10'000;
    enum Column { Text, Place, Columns };

    using QAbstractTableModel::QAbstractTableModel;

    void clear();
    /// Takes more, behind those it has, as many as there is room for.
    void add(const std::vector<pipecore::Problem> &problems);
    const std::vector<pipecore::Problem> &problems() const { return m_problems; }
    /// The first problem behind row `row` of the output, or the last one before it; around the ends. -1:
    /// none.
    int next(qint64 row) const;
    int previous(qint64 row) const;
    /// Of one kind, in rows [from, to) of the output.
    qint64 count(qint64 from, qint64 to, bool warnings) const;
    int warnings() const { return m_warnings; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<pipecore::Problem> m_problems; // by their rows
    int m_warnings = 0;
};

} // namespace ui
