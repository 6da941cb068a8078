#pragma once

#include <QString>

#include <map>
#include <optional>

#include <tl/expected.hpp>

namespace pipecore
{

/// Rows of a recording that somebody marked, some with a note. They are kept beside it in its folder, as
/// {"marks": [{"row": 12, "note": "..."}]}, where rows count from 1.
class Marks
{
public:
    static constexpr size_t kMost = 10'000;
    static constexpr qsizetype kLongestNote = 500; ///< characters

    /// Rows, from 0, and their notes.
    const std::map<qint64, QString> &all() const { return m_marks; }
    bool isMarked(qint64 row) const { return m_marks.contains(row); }
    /// Empty when the row has no note, or no mark.
    QString note(qint64 row) const;
    /// False when there are too many marks.
    bool set(qint64 row, const QString &note = {});
    void remove(qint64 row) { m_marks.erase(row); }

    /// The first one behind `row`, or else the first of all; -1: there is none.
    qint64 next(qint64 row) const;
    /// The last one before `row`, or else the last of all; -1: there is none.
    qint64 previous(qint64 row) const;
    /// How many there are in rows [from, to).
    qint64 count(qint64 from, qint64 to) const;

    /// What the folder of a recording holds; nothing when it holds none, or no sound ones. Blocks.
    static Marks read(const QString &folder);
    /// Blocks. The error is a sentence.
    tl::expected<void, QString> write(const QString &folder) const;

private:
    std::map<qint64, QString> m_marks;
};

} // namespace pipecore
