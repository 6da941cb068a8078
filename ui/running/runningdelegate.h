#pragma once

#include <QStyledItemDelegate>

namespace ui
{

class RunningModel;

/// Paints a command of the list at the side in two lines.
class RunningDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    RunningDelegate(const RunningModel *model, QObject *parent);
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    const RunningModel *const m_model;
};

} // namespace ui
