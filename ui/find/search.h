#pragma once

#include "pipecore/search/livesearch.h"
#include "pipecore/session/recording.h"
#include "ui/base/background.h"

namespace ui
{

/// Starts a search; who lets go of it last need not wait for its threads.
inline std::shared_ptr<pipecore::LiveSearch> startSearch(pipecore::Capture::Ptr capture,
                                                         const pipecore::RowTest &test)
{
    using pipecore::LiveSearch;
    return {new LiveSearch(std::move(capture), test),
            [](LiveSearch *search) { backgroundPool()->start([search] { delete search; }); }};
}

/// There is more of the output to be searched than what has just come.
inline bool isBehind(const pipecore::LiveSearch &search, const pipecore::Recording &recording)
{
    return !search.isComplete() &&
           search.searchedEnd() < recording.capture()->end() - pipecore::BlockCounter::kRegion;
}

} // namespace ui
