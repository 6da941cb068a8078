#include "ui/view/scriptcover.h"

#include <QFontDatabase>
#include <QHash>

namespace ui
{

namespace
{

QFontDatabase::WritingSystem needyWritingSystem(QChar::Script script)
{
    switch (script) {
    case QChar::Script_Syriac:
        return QFontDatabase::Syriac;
    case QChar::Script_Thaana:
        return QFontDatabase::Thaana;
    case QChar::Script_Devanagari:
        return QFontDatabase::Devanagari;
    case QChar::Script_Bengali:
        return QFontDatabase::Bengali;
    case QChar::Script_Gurmukhi:
        return QFontDatabase::Gurmukhi;
    case QChar::Script_Gujarati:
        return QFontDatabase::Gujarati;
    case QChar::Script_Oriya:
        return QFontDatabase::Oriya;
    case QChar::Script_Tamil:
        return QFontDatabase::Tamil;
    case QChar::Script_Telugu:
        return QFontDatabase::Telugu;
    case QChar::Script_Kannada:
        return QFontDatabase::Kannada;
    case QChar::Script_Malayalam:
        return QFontDatabase::Malayalam;
    case QChar::Script_Sinhala:
        return QFontDatabase::Sinhala;
    case QChar::Script_Khmer:
        return QFontDatabase::Khmer;
    case QChar::Script_Nko:
        return QFontDatabase::Nko;
    default:
        return QFontDatabase::Any;
    }
}

} // namespace

bool hasFontFor(char32_t character)
{
    if (character < 0x700 || character > 0x10ffff) // where Syriac, the first of them, begins
        return true;
    const QFontDatabase::WritingSystem system = needyWritingSystem(QChar::script(character));
    if (system == QFontDatabase::Any)
        return true;
    static QHash<int, bool> known;
    const auto found = known.constFind(system);
    if (found != known.constEnd())
        return *found;
    return *known.insert(system, !QFontDatabase::families(system).isEmpty());
}

} // namespace ui
