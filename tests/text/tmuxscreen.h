#pragma once

#include "tests/text/shownscreen.h"

#include <QTemporaryDir>

#include <optional>

/// tmux as a terminal to compare with: a server of its own, without any configuration.
class TmuxScreen
{
public:
    explicit TmuxScreen(pipecore::TerminalSize size);
    ~TmuxScreen();
    static bool isInstalled();
    /// What it shows of `bytes`, from an empty screen on; nothing when that failed.
    std::optional<ShownScreen> show(const QByteArray &bytes);

private:
    std::optional<QByteArray> call(const QStringList &words);

    const pipecore::TerminalSize m_size;
    QTemporaryDir m_folder;
};
