#include "ui/window/probeview.h"

#include "ui/base/theme.h"

#include <QGridLayout>
#include <QLabel>

namespace ui
{

using pipecore::ProbeFinding;

ProbeView::ProbeView(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setColumnStretch(1, 1);
    hide();
}

void ProbeView::clear()
{
    while (QLayoutItem *item = layout()->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    hide();
}

void ProbeView::add(const QString &mark, const QString &text, const QColor &color)
{
    auto *grid = static_cast<QGridLayout *>(layout());
    const int row = grid->count() / 2;
    const auto label = [this](const QString &words) {
        auto *made = new QLabel(words, this);
        made->setTextFormat(Qt::PlainText); // a server has a word in it
        made->setTextInteractionFlags(Qt::TextSelectableByMouse);
        return made;
    };
    QLabel *left = label(mark);
    QPalette palette = left->palette();
    palette.setColor(QPalette::WindowText, color);
    left->setPalette(palette);
    QLabel *right = label(text);
    right->setWordWrap(true);
    grid->addWidget(left, row, 0, Qt::AlignTop);
    grid->addWidget(right, row, 1);
    QWidget::show();
}

void ProbeView::say(const QString &text)
{
    clear();
    add(QStringLiteral("…"), text, palette().color(QPalette::WindowText));
}

void ProbeView::show(const QList<ProbeFinding> &findings)
{
    clear();
    const MeaningColors colors = MeaningColors::of(palette());
    for (const ProbeFinding &finding : findings) {
        switch (finding.verdict) {
        case ProbeFinding::Verdict::Good:
            add(QStringLiteral("✓"), finding.text, colors.success);
            break;
        case ProbeFinding::Verdict::Bad:
            add(QStringLiteral("✗"), finding.text, colors.failure);
            break;
        case ProbeFinding::Verdict::Unknown:
            add(QStringLiteral("?"), finding.text, colors.warning);
            break;
        }
    }
}

} // namespace ui
