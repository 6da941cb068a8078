#pragma once

#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace sharetest
{

/// A real Chromium without a window, driven by the WebDriver protocol (W3C Recommendation) through
/// chromedriver.
class WebDriver
{
public:
    /// Whether there is one on this machine.
    static bool isThere()
    {
        return !QStandardPaths::findExecutable(QStringLiteral("chromedriver")).isEmpty() &&
               !QStandardPaths::findExecutable(QStringLiteral("chromium")).isEmpty();
    }

    explicit WebDriver(QSize size = {1200, 700}, bool isPhone = false)
    {
        m_driver.setProcessChannelMode(QProcess::MergedChannels);
        m_driver.start(QStringLiteral("chromedriver"), {QStringLiteral("--port=0")});
        QByteArray said;
        const QRegularExpression port(QStringLiteral("successfully on port (\\d+)"));
        QRegularExpressionMatch match;
        while (!match.hasMatch() && m_driver.waitForReadyRead(60'000)) {
            said += m_driver.readAll();
            match = port.match(QString::fromUtf8(said));
        }
        if (!match.hasMatch())
            qFatal("chromedriver did not start: %s", said.constData());
        m_base = QStringLiteral("http://127.0.0.1:%1").arg(match.captured(1));
        QJsonArray arguments{QStringLiteral("--headless=new"),
                             QStringLiteral("--no-sandbox"),
                             QStringLiteral("--disable-gpu"),
                             QStringLiteral("--disable-quic"),
                             QStringLiteral("--disable-dev-shm-usage"),
                             QStringLiteral("--no-first-run"),
                             QStringLiteral("--disable-background-networking"),
                             QStringLiteral("--disable-component-update"),
                             QStringLiteral("--disable-sync"),
                             QStringLiteral("--user-data-dir=") + m_profile.path(),
                             QStringLiteral("--window-size=%1,%2").arg(size.width()).arg(size.height())};
        QJsonObject options{{QStringLiteral("args"), arguments}};
        if (isPhone)
            options[QStringLiteral("mobileEmulation")] = QJsonObject{
                {QStringLiteral("deviceMetrics"), QJsonObject{{QStringLiteral("width"), size.width()},
                                                              {QStringLiteral("height"), size.height()},
                                                              {QStringLiteral("pixelRatio"), 2},
                                                              {QStringLiteral("touch"), true}}}};
        const QJsonObject session =
            command("POST", QStringLiteral("/session"),
                    {{QStringLiteral("capabilities"),
                      QJsonObject{
                          {QStringLiteral("alwaysMatch"),
                           QJsonObject{{QStringLiteral("goog:chromeOptions"), options},
                                       {QStringLiteral("goog:loggingPrefs"),
                                        QJsonObject{{QStringLiteral("browser"), QStringLiteral("ALL")}}}}}}}})
                .toObject();
        m_session = QStringLiteral("/session/") + session[QStringLiteral("sessionId")].toString();
        if (session.isEmpty())
            qFatal("Chromium did not start");
        command("POST", m_session + QStringLiteral("/timeouts"), {{QStringLiteral("script"), 120'000}});
    }

    ~WebDriver()
    {
        command("DELETE", m_session);
        m_driver.terminate();
        m_driver.waitForFinished();
    }

    void open(const QString &link)
    {
        command("POST", m_session + QStringLiteral("/url"), {{QStringLiteral("url"), link}});
    }

    /// Runs `script`, the body of an async function that has the page's modules at hand, and gives what it
    /// returns.
    QJsonValue run(const QString &script)
    {
        const QString whole =
            QStringLiteral(
                "const done = arguments[arguments.length - 1];"
                "import('/main.js').then(async ({rows, list, finder, stream}) => {"
                "const $ = id => document.getElementById(id);"
                "const shown = () => [...document.querySelectorAll('.row .text')].map(e => e.textContent"
                ".replace(/^stderr: /, ''));"
                "const frames = async n => { while (n--) await new Promise(requestAnimationFrame); };"
                "%1}).then(done, error => done('ERROR ' + error));")
                .arg(script);
        return command("POST", m_session + QStringLiteral("/execute/async"),
                       {{QStringLiteral("script"), whole}, {QStringLiteral("args"), QJsonArray()}});
    }

    /// Runs `condition` until it is true.
    bool waitFor(const QString &condition, int ms = 60'000)
    {
        return QTest::qWaitFor(
            [&] { return run(QStringLiteral("return Boolean(%1);").arg(condition)).toBool(); }, ms);
    }

    void savePicture(const QString &path)
    {
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write(QByteArray::fromBase64(
                command("GET", m_session + QStringLiteral("/screenshot")).toString().toLatin1()));
    }

    /// What the browser complained of: errors of scripts, of the content security policy, ...
    QStringList complaints()
    {
        QStringList all;
        const QJsonArray log = command("POST", m_session + QStringLiteral("/se/log"),
                                       {{QStringLiteral("type"), QStringLiteral("browser")}})
                                   .toArray();
        for (const QJsonValue &entry : log)
            all << entry.toObject()[QStringLiteral("message")].toString();
        return all;
    }

private:
    QJsonValue command(const QByteArray &method, const QString &path, const QJsonObject &body = {})
    {
        QNetworkRequest request(QUrl(m_base + path));
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
        const QByteArray content = method == "POST" ? QJsonDocument(body).toJson() : QByteArray();
        QNetworkReply *reply = m_network.sendCustomRequest(request, method, content);
        QEventLoop loop;
        QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
        loop.exec();
        const QByteArray said = reply->readAll();
        if (reply->error() != QNetworkReply::NoError)
            qWarning("%s %s: %s", method.constData(), qPrintable(path), said.left(500).constData());
        reply->deleteLater();
        return QJsonDocument::fromJson(said).object()[QStringLiteral("value")];
    }

    QTemporaryDir m_profile;
    QProcess m_driver;
    QNetworkAccessManager m_network;
    QString m_base, m_session;
};

} // namespace sharetest
