#include "pipecore/session/problems.h"

#include "pipecore/search/rowsearch.h"

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr qint64 kLongestText = 1000;     // characters of a row that are looked at
constexpr qint64 kPlaceBelow = 4;         // rows
constexpr qint64 kFileAbove = 300;        // rows
constexpr qint64 kLongestTraceback = 400; // rows

std::vector<ProblemRule> joined(std::vector<ProblemRule> own)
{
    own.insert(own.end(), ProblemRule::builtIn().begin(), ProblemRule::builtIn().end());
    return own;
}

} // namespace

ProblemReader::ProblemReader(Recording::Ptr recording, std::vector<ProblemRule> own)
    : m_rules(joined(std::move(own))), m_reader(recording->capture(), &recording->index())
{
}

tl::expected<std::unique_ptr<RowTest>, QString> ProblemReader::test(const std::vector<ProblemRule> &own)
{
    QStringList patterns;
    for (const ProblemRule &rule : joined(own)) {
        // Groups of one name may stand in one rule only: here nobody asks for them.
        static const QRegularExpression name(QStringLiteral(R"(\(\?P?<[A-Za-z_]\w*>)"));
        patterns << rule.pattern.pattern().replace(name, QStringLiteral("(?:"));
    }
    auto matcher = Matcher::create({patterns.join(u'\n'), true, true, false});
    if (!matcher)
        return tl::unexpected(
            QStringLiteral("A pattern for problems cannot be used: %1.").arg(matcher.error().text));
    return std::make_unique<RowSearch>(std::move(*matcher), RowSearch::Options{true});
}

// As a search sees them: without escape sequences.
QStringList ProblemReader::texts(qint64 first, qint64 count)
{
    QStringList found;
    for (const RowSpan &span : m_reader.rows(std::max<qint64>(0, first), count)) {
        const QByteArray bytes =
            m_reader.bytes(span.start, std::min(span.end, span.start + 4 * kLongestText));
        m_plain.take(bytes, true);
        QByteArrayView text = m_plain.text();
        if (text.endsWith('\r'))
            text.chop(1);
        found << QString::fromUtf8(text).left(kLongestText);
    }
    return found;
}

std::optional<Problem> ProblemReader::at(qint64 number)
{
    const QStringList row = texts(number, 1);
    if (row.isEmpty())
        return std::nullopt;
    for (const ProblemRule &rule : m_rules) {
        const QRegularExpressionMatch match = rule.pattern.match(row.front());
        if (!match.hasMatch())
            continue;
        Problem problem;
        problem.row = number;
        problem.isWarning =
            match.captured(u"kind").compare(QLatin1String("warning"), Qt::CaseInsensitive) == 0;
        problem.file = match.captured(u"file");
        problem.line = match.captured(u"line").toInt();
        problem.column = match.captured(u"column").toInt();
        problem.text = match.captured(u"text").trimmed();
        if (problem.text.isEmpty())
            problem.text = row.front().trimmed();
        if (rule.elsewhere == ProblemRule::Elsewhere::PlaceBelow)
            lookBelow(problem);
        else if (rule.elsewhere == ProblemRule::Elsewhere::FileAbove)
            lookAbove(problem);
        else if (rule.elsewhere == ProblemRule::Elsewhere::Traceback)
            readTraceback(problem);
        return problem;
    }
    return std::nullopt;
}

void ProblemReader::lookBelow(Problem &problem)
{
    static const QRegularExpression place(
        QStringLiteral(R"(^\s*--> (?<file>.+):(?<line>\d+):(?<column>\d+)$)"));
    for (const QString &row : texts(problem.row + 1, kPlaceBelow)) {
        const QRegularExpressionMatch match = place.match(row);
        if (!match.hasMatch() && !row.isEmpty())
            continue;
        problem.file = match.captured(u"file");
        problem.line = match.captured(u"line").toInt();
        problem.column = match.captured(u"column").toInt();
        return;
    }
}

void ProblemReader::lookAbove(Problem &problem)
{
    const qint64 first = std::max<qint64>(0, problem.row - kFileAbove);
    const QStringList rows = texts(first, problem.row - first);
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        if (row->isEmpty())
            return;
        if (!row->front().isSpace()) {
            problem.file = *row;
            return;
        }
    }
}

void ProblemReader::readTraceback(Problem &problem)
{
    static const QRegularExpression place(QStringLiteral(R"x(^\s+File "(?<file>.+)", line (?<line>\d+))x"));
    for (const QString &row : texts(problem.row + 1, kLongestTraceback)) {
        const QRegularExpressionMatch match = place.match(row);
        if (match.hasMatch()) {
            problem.file = match.captured(u"file");
            problem.line = match.captured(u"line").toInt();
        } else if (!row.isEmpty() && !row.front().isSpace()) {
            problem.text = row;
            return;
        }
    }
}

} // namespace pipecore
