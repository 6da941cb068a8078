#include "ui/view/cellfont.h"
#include "ui/view/linepainter.h"
#include "ui/view/scriptcover.h"

#include <QFontDatabase>
#include <QImage>
#include <QPainter>
#include <QTest>

using namespace ui;
namespace cell = pipecore::cell;

class TestCellFont : public QObject
{
    Q_OBJECT
private slots:
    void eachByteHasAPictureOfItsOwn();
    void bytesOfARowLookAsEachByItself_data();
    void bytesOfARowLookAsEachByItself();
    void scriptsWithoutAFontHaveTheBoxOfTheMissing_data();
    void scriptsWithoutAFontHaveTheBoxOfTheMissing();
    void marksOfScriptsWithoutAFontAreLeftOut();

private:
    QImage painted(const pipecore::CellLine &line)
    {
        QImage image(m_font.cellWidth() * 4, m_font.cellHeight(), QImage::Format_RGB32);
        image.fill(ColorScheme::light().background);
        QPainter painter(&image);
        LinePainter(&painter, &m_font, &ColorScheme::light()).paint(line, 0, 0, {0, 4}, {});
        return image;
    }
    QImage painted(char32_t c)
    {
        pipecore::CellLine line;
        line.put(0, c, 1, {});
        return painted(line);
    }
    static QFont fixedFont() { return QFontDatabase::systemFont(QFontDatabase::FixedFont); }

    CellFont m_font{fixedFont()};
};

void TestCellFont::eachByteHasAPictureOfItsOwn()
{
    for (const char32_t kind : {cell::Invalid, cell::Control}) {
        QList<QImage> seen{painted(U' ')};
        for (char32_t code = 0; code < 256; ++code) {
            if (kind == cell::Control && code >= 0x20 && code != 0x7f)
                continue;
            const QImage image = painted(kind | code);
            QVERIFY2(!seen.contains(image), qPrintable(QString::number(code, 16)));
            seen << image;
        }
    }
}

void TestCellFont::bytesOfARowLookAsEachByItself_data()
{
    QTest::addColumn<double>("dotsPerPixel");
    for (const double dots : {1.0, 2.0, 1.3})
        QTest::addRow("%g", dots) << dots;
}

// A row's are painted at once, around what else is in it.
void TestCellFont::bytesOfARowLookAsEachByItself()
{
    QFETCH(const double, dotsPerPixel);
    constexpr int kColumns = 24;
    const auto onPaper = [&](const auto &paint) {
        const QSizeF size(m_font.cellWidth() * kColumns * dotsPerPixel, m_font.cellHeight() * dotsPerPixel);
        QImage image(size.toSize(), QImage::Format_RGB32);
        image.setDevicePixelRatio(dotsPerPixel);
        image.fill(ColorScheme::light().background);
        QPainter painter(&image);
        LinePainter lines(&painter, &m_font, &ColorScheme::light());
        paint(lines);
        painter.end();
        return image;
    };
    const auto byteAt = [](int column) { return cell::Invalid | char32_t(0x80 + column); };
    pipecore::CellLine row;
    for (int column = 1; column < kColumns; column += 1 + column % 3)
        row.put(column, byteAt(column), 1, {});
    const LinePainter::Columns shown{3, kColumns - 2};
    const QImage together = onPaper([&](LinePainter &lines) { lines.paint(row, 5, 0, shown, {}); });
    const QImage alone = onPaper([&](LinePainter &lines) {
        for (int column = 1; column < kColumns; column += 1 + column % 3) {
            pipecore::CellLine one;
            one.put(column, byteAt(column), 1, {});
            lines.paint(one, 5, 0, shown, {});
        }
    });
    const QImage empty = onPaper([](LinePainter &) {});
    QVERIFY(together != empty);
    QCOMPARE(together, alone);
}

void TestCellFont::scriptsWithoutAFontHaveTheBoxOfTheMissing_data()
{
    QTest::addColumn<char32_t>("character");
    QTest::addColumn<QFontDatabase::WritingSystem>("system");
    QTest::newRow("Syriac") << U'\u0710' << QFontDatabase::Syriac;
    QTest::newRow("Thaana") << U'\u0785' << QFontDatabase::Thaana;
    QTest::newRow("Nko") << U'\u07cc' << QFontDatabase::Nko;
    QTest::newRow("Devanagari") << U'\u0915' << QFontDatabase::Devanagari;
    QTest::newRow("Tamil") << U'\u0b9f' << QFontDatabase::Tamil;
    QTest::newRow("Khmer") << U'\u1780' << QFontDatabase::Khmer;
}

void TestCellFont::scriptsWithoutAFontHaveTheBoxOfTheMissing()
{
    QFETCH(const char32_t, character);
    QFETCH(const QFontDatabase::WritingSystem, system);
    const bool isThere = !QFontDatabase::families(system).isEmpty();
    QCOMPARE(hasFontFor(character), isThere);
    const CellFont::Glyph glyph = m_font.glyph(character, CellFont::Regular);
    if (!isThere)
        QVERIFY(glyph.font >= 0 && glyph.index == 0);
    else
        QVERIFY(glyph.index != 0 || glyph.font < 0);
}

void TestCellFont::marksOfScriptsWithoutAFontAreLeftOut()
{
    pipecore::CellLine line;
    line.put(0, U'e', 1, {});
    const QImage plain = painted(line);
    line.addMark(0, U'\u094d'); // of Devanagari
    if (!hasFontFor(U'\u094d'))
        QCOMPARE(painted(line), plain);
    line.addMark(0, U'\u0301');
    QVERIFY(painted(line) != plain);
}

QTEST_MAIN(TestCellFont)
#include "tst_cellfont.moc"
