#include "ui/share/sharedialog.h"

#include "pipecore/text/humanize.h"
#include "ui/base/theme.h"
#include "ui/share/qrcode.h"
#include "ui/share/sessionshare.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTreeWidget>

namespace ui
{

using pipecore::ShareServer;

namespace
{

constexpr int kTickInterval = 300; // ms between looks at where the viewers are
constexpr int kCopiedTime = 1500;  // ms that the button says so
const QString kPortKey = QStringLiteral("share/port");
const QString kPublicKey = QStringLiteral("share/public");

// What a viewer's stream is, in a word.
QString streamName(const QByteArray &path)
{
    if (path == "/events")
        return ShareDialog::tr("page");
    if (path == "/download")
        return ShareDialog::tr("session file");
    return ShareDialog::tr("bytes");
}

} // namespace

ShareDialog::ShareDialog(SessionShare *share, const QString &title, QWidget *parent)
    : QDialog(parent), m_share(share), m_summary(new QLabel(this)), m_settings(new QWidget(this)),
      m_public(new QCheckBox(tr("Let &other machines of the network watch"), this)),
      m_port(new QSpinBox(this)), m_publicHint(new QLabel(this)), m_startStop(new QPushButton(this)),
      m_linkPart(new QWidget(this)), m_link(new QLineEdit(this)),
      m_copy(new QPushButton(tr("&Copy link"), this)), m_code(new QrCode(this)),
      m_viewersTitle(new QLabel(this)), m_viewers(new QTreeWidget(this)),
      m_disconnect(new QPushButton(tr("&Disconnect"), this))
{
    setWindowTitle(tr("Share “%1”").arg(title.left(60)));
    m_summary->setWordWrap(true);
    m_public->setChecked(QSettings().value(kPublicKey, false).toBool());
    m_port->setRange(0, 65535);
    m_port->setSpecialValueText(tr("a free one"));
    m_port->setValue(QSettings().value(kPortKey, 0).toInt());
    m_publicHint->setWordWrap(true);
    m_publicHint->setText(
        tr("Whoever has the link can read the output, and so can who listens on the way: the "
           "connection is not encrypted."));
    QPalette warning = m_publicHint->palette();
    warning.setColor(QPalette::WindowText, MeaningColors::of(warning).warning);
    m_publicHint->setPalette(warning);
    m_link->setReadOnly(true);
    m_link->setAccessibleName(tr("Link"));
    m_viewers->setRootIsDecorated(false);
    m_viewers->setHeaderLabels({tr("Who"), tr("What"), tr("Has"), tr("Behind"), tr("For")});
    m_viewers->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_viewers->setMinimumHeight(m_viewers->fontMetrics().height() * 7);
    m_viewers->setAccessibleName(tr("Who watches"));

    auto *settings = new QFormLayout(m_settings);
    settings->setContentsMargins(0, 0, 0, 0);
    settings->addRow(tr("&Port"), m_port);
    settings->addRow(QString(), m_public);
    settings->addRow(QString(), m_publicHint);
    auto *linkRow = new QHBoxLayout;
    linkRow->addWidget(m_link, 1);
    linkRow->addWidget(m_copy);
    auto *left = new QVBoxLayout;
    left->addLayout(linkRow);
    left->addSpacing(6);
    left->addWidget(m_viewersTitle);
    left->addWidget(m_viewers, 1);
    auto *disconnectRow = new QHBoxLayout;
    disconnectRow->addStretch(1);
    disconnectRow->addWidget(m_disconnect);
    left->addLayout(disconnectRow);
    auto *linkLayout = new QHBoxLayout(m_linkPart);
    linkLayout->setContentsMargins(0, 0, 0, 0);
    linkLayout->setSpacing(14);
    linkLayout->addLayout(left, 1);
    linkLayout->addWidget(m_code, 0, Qt::AlignTop);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->addButton(m_startStop, QDialogButtonBox::ActionRole);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addWidget(m_summary);
    layout->addWidget(m_settings);
    layout->addWidget(m_linkPart, 1);
    layout->addWidget(buttons);
    setMinimumWidth(560);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_startStop, &QPushButton::clicked, this, &ShareDialog::startOrStop);
    connect(m_copy, &QPushButton::clicked, this, &ShareDialog::copyLink);
    connect(m_disconnect, &QPushButton::clicked, this, &ShareDialog::disconnectSelected);
    connect(m_public, &QCheckBox::toggled, this, &ShareDialog::refresh);
    connect(m_viewers, &QTreeWidget::itemSelectionChanged, this,
            [this] { m_disconnect->setEnabled(m_viewers->currentItem() != nullptr); });
    connect(m_share, &SessionShare::changed, this, &ShareDialog::refresh);
    connect(&m_tick, &QTimer::timeout, this, &ShareDialog::showViewers);
    m_tick.start(kTickInterval);
    refresh();
}

void ShareDialog::startOrStop()
{
    if (m_share->server()) {
        m_share->stop();
        return;
    }
    pipecore::ShareOptions options;
    options.isPublic = m_public->isChecked();
    options.address = options.isPublic ? QStringLiteral("0.0.0.0") : QStringLiteral("127.0.0.1");
    options.port = static_cast<quint16>(m_port->value());
    QSettings().setValue(kPortKey, m_port->value());
    QSettings().setValue(kPublicKey, options.isPublic);
    if (m_share->start(options))
        m_link->setFocus();
}

void ShareDialog::copyLink()
{
    QGuiApplication::clipboard()->setText(m_link->text());
    m_copy->setText(tr("Copied"));
    QTimer::singleShot(kCopiedTime, m_copy, [this] { m_copy->setText(tr("&Copy link")); });
}

void ShareDialog::disconnectSelected()
{
    if (m_viewers->currentItem() && m_share->server())
        m_share->server()->disconnectViewer(m_viewers->currentItem()->data(0, Qt::UserRole).toULongLong());
}

void ShareDialog::refresh()
{
    const ShareServer *server = m_share->server();
    QPalette colors = palette();
    if (!m_share->problem().isEmpty())
        colors.setColor(QPalette::WindowText, MeaningColors::of(colors).failure);
    m_summary->setPalette(colors);
    if (!m_share->problem().isEmpty())
        m_summary->setText(m_share->problem());
    else if (!server)
        m_summary->setText(
            tr("Anyone with the link can watch this output in a browser while it comes, from its "
               "start. They cannot do anything to the command, and never slow it."));
    else
        m_summary->setText(m_share->options().isPublic
                               ? tr("Shared with whoever has this link and reaches this machine.")
                               : tr("Shared with whoever has this link, on this machine."));
    m_settings->setVisible(!server);
    m_publicHint->setVisible(m_public->isChecked() && !server);
    m_startStop->setText(server ? tr("&Stop sharing") : tr("&Start sharing"));
    m_startStop->setDefault(!server);
    m_linkPart->setVisible(server != nullptr);
    const QString link = server ? server->link() : QString();
    if (m_link->text() != link) {
        m_link->setText(link);
        m_link->setCursorPosition(0);
        m_code->setText(link);
    }
    showViewers();
    if (!server)
        adjustSize();
}

// In place, so that a selection stays.
void ShareDialog::showViewers()
{
    const ShareServer *server = m_share->server();
    const auto viewers = server ? server->viewers() : std::vector<ShareServer::Viewer>();
    const qint64 end = m_share->recording()->capture()->end();
    m_viewersTitle->setText(viewers.empty()       ? tr("Nobody watches.")
                            : viewers.size() == 1 ? tr("1 watches:")
                                                  : tr("%1 watch:").arg(viewers.size()));
    for (int i = m_viewers->topLevelItemCount() - 1; i >= 0; --i) {
        const quint64 id = m_viewers->topLevelItem(i)->data(0, Qt::UserRole).toULongLong();
        if (std::none_of(viewers.begin(), viewers.end(),
                         [id](const auto &viewer) { return viewer.id == id; }))
            delete m_viewers->takeTopLevelItem(i);
    }
    for (size_t i = 0; i < viewers.size(); ++i) {
        const ShareServer::Viewer &viewer = viewers[i];
        const int row = static_cast<int>(i);
        if (row >= m_viewers->topLevelItemCount()) {
            auto *item = new QTreeWidgetItem(m_viewers);
            item->setData(0, Qt::UserRole, QVariant::fromValue(viewer.id));
        }
        QTreeWidgetItem *item = m_viewers->topLevelItem(row);
        const bool isFile = viewer.path == "/download";
        const qint64 behind = std::max<qint64>(0, end - viewer.offset);
        item->setText(0, viewer.peer.toString());
        item->setText(1, streamName(viewer.path));
        item->setText(2, pipecore::formatBytes(viewer.offset));
        item->setText(3, isFile             ? QString()
                         : viewer.isStalled ? tr("%1, reads nothing").arg(pipecore::formatBytes(behind))
                         : behind == 0      ? tr("nothing")
                                            : pipecore::formatBytes(behind));
        item->setText(4, pipecore::formatDuration(viewer.seconds * 1000));
    }
    m_disconnect->setEnabled(m_viewers->currentItem() != nullptr);
}

} // namespace ui
