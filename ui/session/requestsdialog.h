#pragma once

class QWidget;

namespace pipecore
{
class Upload;
}

namespace ui
{

/// Shows an upload's latest requests and what came of them, one a line, as long as it is open. No secret is
/// in them.
void showRequests(const pipecore::Upload &upload, QWidget *parent);

} // namespace ui
