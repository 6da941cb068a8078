#include "pipecore/session/recordencoder.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace pipecore;

namespace
{

const QDateTime kStart = QDateTime::fromString(QStringLiteral("2024-05-06T07:08:09.010Z"), Qt::ISODateWithMs);

std::vector<QJsonObject> records(const QByteArray &lines)
{
    std::vector<QJsonObject> all;
    for (const QByteArray &line : lines.split('\n'))
        if (!line.isEmpty())
            all.push_back(QJsonDocument::fromJson(line).object());
    return all;
}

QByteArray bytesOf(const QJsonObject &record)
{
    if (record.contains(QLatin1String("text")))
        return record[QLatin1String("text")].toString().toUtf8();
    return QByteArray::fromBase64(record[QLatin1String("b64")].toString().toLatin1());
}

QByteArray encode(const QByteArray &bytes)
{
    RecordEncoder encoder(QStringLiteral("s"), kStart);
    QByteArray out;
    encoder.feed(Stream::Output, 0, bytes.constData(), bytes.size(), out);
    encoder.flush(out);
    return out;
}

} // namespace

class TestRecordEncoder : public QObject
{
    Q_OBJECT
private slots:
    void aLineIsOneRecordWithAllItsFields();
    void bytesThatAreNoUtf8AreBase64();
    void theStreamAndItsTimesAreKept();
    void aLongLineIsCutBetweenCharacters();
    void howTheBytesComeDoesNotMatter();
    void numbersGoOnWhereTheyAreToldTo();
};

void TestRecordEncoder::aLineIsOneRecordWithAllItsFields()
{
    RecordEncoder encoder(QStringLiteral("id\"1"), kStart);
    QByteArray out;
    encoder.feed(Stream::Output, 990, "tab\t\"q\" \\ \x1b[0m\0 end\n", 20, out);
    QCOMPARE(
        out,
        QByteArray(
            "{\"ts\":\"2024-05-06T07:08:10.000Z\",\"session\":\"id\\\"1\",\"stream\":\"stdout\",\"seq\":0,"
            "\"text\":\"tab\\t\\\"q\\\" \\\\ \\u001b[0m\\u0000 end\\n\"}\n"));
    QCOMPARE(encoder.pendingBytes(), 0);
}

void TestRecordEncoder::bytesThatAreNoUtf8AreBase64()
{
    const auto all = records(encode("ok \xc3\xa9\nbad \xff\n\xed\xa0\x80\n"));
    QCOMPARE(all.size(), size_t(3));
    QCOMPARE(all[0][QLatin1String("text")].toString(), QStringLiteral("ok \u00e9\n"));
    QCOMPARE(all[1][QLatin1String("b64")].toString().toLatin1(), QByteArray("bad \xff\n").toBase64());
    QVERIFY(!all[1].contains(QLatin1String("text")));
    QVERIFY(all[2].contains(QLatin1String("b64")));
}

void TestRecordEncoder::theStreamAndItsTimesAreKept()
{
    RecordEncoder encoder(QStringLiteral("s"), kStart);
    QByteArray out;
    encoder.feed(Stream::Output, 0, "one ", 4, out);
    encoder.feed(Stream::Output, 90, "line", 4, out);
    QVERIFY(out.isEmpty());
    QCOMPARE(encoder.pendingBytes(), 8);
    encoder.feed(Stream::Error, 190, "oops\n", 5, out);
    encoder.feed(Stream::Output, 1990, "\n", 1, out);
    const auto all = records(out);
    QCOMPARE(all.size(), size_t(3));
    const char *const wanted[][3] = {{"stdout", "one line", "2024-05-06T07:08:09.010Z"},
                                     {"stderr", "oops\n", "2024-05-06T07:08:09.200Z"},
                                     {"stdout", "\n", "2024-05-06T07:08:11.000Z"}};
    for (size_t i = 0; i < all.size(); ++i) {
        QCOMPARE(all[i][QLatin1String("stream")].toString(), QString::fromLatin1(wanted[i][0]));
        QCOMPARE(bytesOf(all[i]), QByteArray(wanted[i][1]));
        QCOMPARE(all[i][QLatin1String("ts")].toString(), QString::fromLatin1(wanted[i][2]));
        QCOMPARE(all[i][QLatin1String("seq")].toInt(), int(i));
    }
}

void TestRecordEncoder::aLongLineIsCutBetweenCharacters()
{
    const QByteArray line = 'x' + QByteArray("\xf0\x9f\x9a\x80").repeated(40'000);
    const auto all = records(encode(line));
    QCOMPARE(all.size(), size_t(3));
    QByteArray together;
    for (const QJsonObject &record : all) {
        QVERIFY(record.contains(QLatin1String("text")));
        QVERIFY(bytesOf(record).size() <= RecordEncoder::kLongest);
        together += bytesOf(record);
    }
    QCOMPARE(together, line);
}

void TestRecordEncoder::howTheBytesComeDoesNotMatter()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    QByteArray bytes;
    for (int i = 0; i < 300'000; ++i) {
        const quint32 kind = random.bounded(1000u);
        if (kind < 3)
            bytes += '\n';
        else if (kind < 500)
            bytes += "\xe2\x82\xac";
        else if (kind == 999 && i > 150'000)
            bytes += static_cast<char>(random.bounded(256));
        else
            bytes += static_cast<char>(random.bounded(0x20, 0x7f));
    }
    const QByteArray whole = encode(bytes);
    RecordEncoder encoder(QStringLiteral("s"), kStart);
    QByteArray pieces;
    for (qint64 at = 0; at < bytes.size();) {
        const qint64 size =
            std::min<qint64>(bytes.size() - at, random.bounded(random.bounded(2) ? 7 : 100'000));
        encoder.feed(Stream::Output, 0, bytes.constData() + at, size, pieces);
        QVERIFY(encoder.pendingBytes() <= RecordEncoder::kLongest);
        at += size;
    }
    encoder.flush(pieces);
    QVERIFY2(pieces == whole, qPrintable(QStringLiteral("seed %1").arg(seed)));
    QByteArray together;
    for (const QJsonObject &record : records(whole))
        together += bytesOf(record);
    QVERIFY2(together == bytes, qPrintable(QStringLiteral("seed %1").arg(seed)));
}

void TestRecordEncoder::numbersGoOnWhereTheyAreToldTo()
{
    RecordEncoder encoder(QStringLiteral("s"), kStart, 41);
    QByteArray out;
    encoder.feed(Stream::Error, 0, "a\nb\n", 4, out);
    const auto all = records(out);
    QCOMPARE(all[0][QLatin1String("seq")].toInt(), 41);
    QCOMPARE(all[1][QLatin1String("seq")].toInt(), 42);
    QCOMPARE(encoder.nextSeq(), 43);
}

QTEST_GUILESS_MAIN(TestRecordEncoder)
#include "tst_recordencoder.moc"
