#include "ui/share/sessionshare.h"

namespace ui
{

using pipecore::ShareServer;

SessionShare::SessionShare(pipecore::Recording::Ptr recording, QObject *parent)
    : QObject(parent), m_recording(std::move(recording))
{
}

SessionShare::~SessionShare() = default;

bool SessionShare::start(const pipecore::ShareOptions &options)
{
    m_server.reset();
    m_options = options;
    auto server = ShareServer::serve(m_recording, options);
    m_problem = server ? QString() : server.error();
    if (server) {
        m_server = std::move(*server);
        connect(m_server.get(), &ShareServer::viewersChanged, this, &SessionShare::changed);
    }
    emit changed();
    return m_server != nullptr;
}

void SessionShare::stop()
{
    m_server.reset();
    m_problem.clear();
    emit changed();
}

void SessionShare::setRecord(const pipecore::SessionRecord &record)
{
    if (m_server)
        m_server->setRecord(record);
}

SinkFigures SessionShare::figures() const
{
    SinkFigures figures;
    figures.icon = QStringLiteral("share");
    figures.produced = figures.sent = figures.acknowledged = m_recording->capture()->end();
    if (!m_server) {
        figures.name = tr("Share");
        figures.state = m_problem.isEmpty() ? tr("not shared any more") : m_problem;
        figures.tone = m_problem.isEmpty() ? SinkFigures::Tone::Quiet : SinkFigures::Tone::Bad;
        return figures;
    }
    const auto viewers = m_server->viewers();
    figures.name = m_server->address();
    figures.tone = SinkFigures::Tone::Good;
    figures.state = viewers.empty()       ? tr("shared; nobody watches")
                    : viewers.size() == 1 ? tr("1 watches")
                                          : tr("%1 watch").arg(viewers.size());
    figures.detail = tr("The link, a QR code and who watches: File, Share");
    figures.actionText = tr("Stop sharing");
    return figures;
}

} // namespace ui
