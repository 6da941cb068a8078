#include "ui/problems/problemsmodel.h"

#include "pipecore/text/humanize.h"
#include "ui/base/theme.h"

#include <QGuiApplication>

#include <algorithm>

namespace ui
{

using pipecore::Problem;

void ProblemsModel::clear()
{
    beginResetModel();
    m_problems.clear();
    m_warnings = 0;
    endResetModel();
}

void ProblemsModel::add(const std::vector<Problem> &problems)
{
    const size_t count = std::min(problems.size(), kMost - m_problems.size());
    if (count == 0)
        return;
    const auto first = static_cast<int>(m_problems.size());
    beginInsertRows({}, first, first + static_cast<int>(count) - 1);
    const auto end = problems.begin() + static_cast<std::ptrdiff_t>(count);
    m_problems.insert(m_problems.end(), problems.begin(), end);
    m_warnings += static_cast<int>(
        std::count_if(problems.begin(), end, [](const Problem &problem) { return problem.isWarning; }));
    endInsertRows();
}

int ProblemsModel::next(qint64 row) const
{
    if (m_problems.empty())
        return -1;
    const auto found =
        std::upper_bound(m_problems.begin(), m_problems.end(), row,
                         [](qint64 wanted, const Problem &problem) { return wanted < problem.row; });
    return found == m_problems.end() ? 0 : static_cast<int>(found - m_problems.begin());
}

int ProblemsModel::previous(qint64 row) const
{
    if (m_problems.empty())
        return -1;
    const auto found =
        std::lower_bound(m_problems.begin(), m_problems.end(), row,
                         [](const Problem &problem, qint64 wanted) { return problem.row < wanted; });
    return static_cast<int>((found == m_problems.begin() ? m_problems.end() : found) - m_problems.begin()) -
           1;
}

qint64 ProblemsModel::count(qint64 from, qint64 to, bool warnings) const
{
    const auto isBefore = [](const Problem &problem, qint64 row) { return problem.row < row; };
    const auto first = std::lower_bound(m_problems.begin(), m_problems.end(), from, isBefore);
    const auto end = std::lower_bound(first, m_problems.end(), to, isBefore);
    return std::count_if(first, end,
                         [warnings](const Problem &problem) { return problem.isWarning == warnings; });
}

int ProblemsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_problems.size());
}

int ProblemsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QVariant ProblemsModel::data(const QModelIndex &index, int role) const
{
    const Problem &problem = m_problems[static_cast<size_t>(index.row())];
    if (role == Qt::ForegroundRole && index.column() == Text) {
        const MeaningColors colors = MeaningColors::of(QGuiApplication::palette());
        return problem.isWarning ? colors.warning : colors.failure;
    }
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    if (index.column() == Text)
        return (problem.isWarning ? tr("warning: %1") : tr("error: %1")).arg(problem.text);
    if (problem.file.isEmpty())
        return tr("row %1").arg(pipecore::formatCount(problem.row + 1));
    QString place = problem.file;
    for (const int part : {problem.line, problem.column})
        if (part > 0)
            place += u':' + QString::number(part);
    return place;
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Text ? tr("Problem") : tr("Place");
}

} // namespace ui
