#pragma once

#include <QByteArray>
#include <QRandomGenerator>
#include <QtDebug>

/// The random numbers of a test: other ones each time, unless RUNNEL_TEST_SEED says which. Prints the seed.
inline QRandomGenerator seededGenerator()
{
    bool given = false;
    quint32 seed = qEnvironmentVariable("RUNNEL_TEST_SEED").toUInt(&given);
    if (!given)
        seed = QRandomGenerator::global()->generate();
    qInfo("RUNNEL_TEST_SEED=%u", seed);
    return QRandomGenerator(seed);
}

/// Calls take(piece) for pieces of random sizes, 1 to `most` bytes, that make up `bytes`.
template<typename Take>
void inRandomPieces(const QByteArray &bytes, int most, QRandomGenerator &random, Take take)
{
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype size = std::min<qsizetype>(1 + random.bounded(most), bytes.size() - at);
        take(QByteArrayView(bytes).sliced(at, size));
        at += size;
    }
}
