#include "pipecore/run/readyorder.h"

#include "tests/support/randomtest.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include <unistd.h>

using namespace pipecore;

class TestReadyOrder : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void nothingIsReadyBeforeAWrite();
    void descriptorsComeInTheOrderOfTheWrites();
    void whatWasNotReadStaysReady();
    void theEndIsReadyToo();
    void aRemovedDescriptorIsToldNoMore();

private:
    struct Ends {
        OutputFd reader = OutputFd();
        OutputFd writer = OutputFd();
        void write() const { QCOMPARE(::write(writer.get(), "x", 1), ssize_t(1)); }
        void read() const
        {
            char byte = 0;
            QCOMPARE(::read(reader.get(), &byte, 1), ssize_t(1));
        }
    };
    std::vector<int> take()
    {
        const auto ready = m_order->take();
        return {ready.begin(), ready.end()};
    }

    std::array<Ends, ReadyOrder::kMost> m_pipes;
    std::unique_ptr<ReadyOrder> m_order;
};

void TestReadyOrder::init()
{
    m_order = std::make_unique<ReadyOrder>();
    for (Ends &ends : m_pipes) {
        int fds[2];
        QCOMPARE(::pipe(fds), 0);
        ends.reader.reset(fds[0]);
        ends.writer.reset(fds[1]);
        QVERIFY(m_order->add(fds[0]));
    }
}

void TestReadyOrder::nothingIsReadyBeforeAWrite()
{
    QVERIFY(take().empty());
}

void TestReadyOrder::descriptorsComeInTheOrderOfTheWrites()
{
    QRandomGenerator random = seededGenerator();
    for (int round = 0; round < 200; ++round) {
        std::array<int, ReadyOrder::kMost> order{0, 1, 2, 3};
        std::shuffle(order.begin(), order.end(), random);
        std::vector<int> expected;
        for (const int i : order) {
            m_pipes[size_t(i)].write();
            expected.push_back(m_pipes[size_t(i)].reader.get());
        }
        QCOMPARE(take(), expected);
        for (const Ends &ends : m_pipes)
            ends.read();
        QVERIFY(take().empty());
    }
}

void TestReadyOrder::whatWasNotReadStaysReady()
{
    m_pipes[1].write();
    const std::vector<int> expected{m_pipes[1].reader.get()};
    QCOMPARE(take(), expected);
    QCOMPARE(take(), expected);
}

void TestReadyOrder::theEndIsReadyToo()
{
    m_pipes[2].writer.reset();
    QCOMPARE(take(), std::vector<int>{m_pipes[2].reader.get()});
}

void TestReadyOrder::aRemovedDescriptorIsToldNoMore()
{
    m_pipes[0].write();
    m_order->remove(m_pipes[0].reader.get());
    QVERIFY(take().empty());
}

QTEST_GUILESS_MAIN(TestReadyOrder)
#include "tst_readyorder.moc"
