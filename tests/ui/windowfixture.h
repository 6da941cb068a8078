#pragma once

#include "tests/ui/uifixture.h"
#include "ui/session/sessionpage.h"
#include "ui/view/outputview.h"
#include "ui/window/actions.h"
#include "ui/window/mainwindow.h"
#include "ui/window/sessiontabs.h"

#include <QAbstractButton>
#include <QApplication>
#include <QMessageBox>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

/// A main window for each test, which makes it in its init().
class WindowFixture
{
protected:
    void openWindow()
    {
        m_window = std::make_unique<ui::MainWindow>(&m_network);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    std::vector<ui::SessionPage *> pages() const { return m_window->findChild<ui::SessionTabs *>()->pages(); }
    ui::Actions *actions() const { return m_window->findChild<ui::Actions *>(); }
    /// One that /bin/sh runs.
    static pipecore::Command shell(const QString &line)
    {
        pipecore::Command command;
        command.program = QStringLiteral("/bin/sh");
        command.arguments = {QStringLiteral("-c"), line};
        return command;
    }
    ui::SessionPage *run(const QString &line) { return m_window->run(shell(line)); }
    static bool waitFor(const std::function<bool()> &what) { return QTest::qWaitFor(what, kPatience); }
    static bool waitForEnd(const ui::SessionPage *page)
    {
        return waitFor([page] { return page->isDone(); });
    }
    /// Closes the window, whose commands it leaves running when it asks: it is hidden then.
    void leaveInBackground()
    {
        QTimer look;
        QObject::connect(&look, &QTimer::timeout, [] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            for (QAbstractButton *button : box ? box->buttons() : QList<QAbstractButton *>())
                if (button->text().contains(QStringLiteral("background")))
                    button->click();
        });
        look.start(20);
        QVERIFY(!m_window->close());
    }
    static QString textOf(ui::OutputView *view)
    {
        QStringList rows;
        for (qint64 row = 0; row < view->rows(); ++row)
            rows << view->lineOf(row).text();
        return rows.join(u'\n');
    }

    UiFixture m_fixture;
    pipecore::NetworkThread m_network;
    std::unique_ptr<ui::MainWindow> m_window;
};
