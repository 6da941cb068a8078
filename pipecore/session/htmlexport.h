#pragma once

#include "pipecore/session/sessionrecord.h"
#include "pipecore/text/cellline.h"

#include <QByteArray>

namespace pipecore
{

/// A recording as one HTML page that needs nothing else: no script, no font, no network. Light or dark, as
/// the reader prefers. Whatever the output holds is text on the page: all of it is escaped.
namespace html
{

/// Up to where the rows begin.
void appendHead(QByteArray &out, const SessionRecord &record);
/// A row, its newline included.
void appendRow(QByteArray &out, const CellLine &line);
/// What follows the rows.
void appendTail(QByteArray &out);

} // namespace html

} // namespace pipecore
