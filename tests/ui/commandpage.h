#pragma once

#include "pipecore/session/sessionstore.h"
#include "tests/ui/uifixture.h"
#include "ui/session/sessionpage.h"

#include <memory>

/// The page of a shell's line, which runs in the fixture's folder once it is started.
inline std::unique_ptr<ui::SessionPage> pageOf(const QString &line, const UiFixture &fixture,
                                               pipecore::NetworkThread *network)
{
    pipecore::Command command;
    command.program = line;
    command.isShellLine = true;
    command.directory = fixture.file(QString());
    auto session = pipecore::Session::create(pipecore::SessionStore(), command, {});
    return std::make_unique<ui::SessionPage>(std::move(*session), network);
}
