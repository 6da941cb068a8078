#pragma once

#include "pipecore/net/upload/uploadprobe.h"

#include <QWidget>

namespace ui
{

/// What a probe found: a mark and a sentence for each thing.
class ProbeView : public QWidget
{
    Q_OBJECT
public:
    explicit ProbeView(QWidget *parent);
    void say(const QString &text);
    void show(const QList<pipecore::ProbeFinding> &findings);
    void clear();

private:
    void add(const QString &mark, const QString &text, const QColor &color);
};

} // namespace ui
