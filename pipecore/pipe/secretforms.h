#pragma once

#include <QByteArray>
#include <QList>

namespace pipecore
{

/// The literals by which a secret value can be told in output: itself and its lines, as it stands in base64
/// (of itself, and within longer texts, at each of the three alignments; both alphabets of RFC 4648),
/// percent-encoded (as encodeURIComponent, encodeURI, Python's quote and forms do it), and escaped in JSON.
///
/// Long values come in pieces of at most kLongestPiece bytes, each with its forms, so that what has to be
/// held back of a stream is bounded. Empty for a value of less than kShortestSecret bytes: it would be found
/// everywhere.
QList<QByteArray> secretForms(const QByteArray &value);

inline constexpr qsizetype kShortestSecret = 4;
inline constexpr qsizetype kLongestPiece = 1024;

} // namespace pipecore
