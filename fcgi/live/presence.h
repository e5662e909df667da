// Who is listening, from the polls of this worker: a person is gone if no poll has come for longer than the pause between two polls.
#pragma once

#include "chat/stream.h"
#include "core/clock.h"

#include <mutex>
#include <set>
#include <unordered_map>
#include <vector>

namespace caritas::live {

/// After a lost connection a page may be reloading; who closed it is to be gone within a second.
inline constexpr std::chrono::milliseconds kLostGrace{700};
/// After an answer the page polls again at once, over a slow line after a while; a browser that died right then never does.
inline constexpr std::chrono::milliseconds kAnsweredGrace{6000};

/// People are named by a stream: a seeker by the chat, a counselor by the inbox. Time is passed in; any thread.
class Presence {
public:
    /// A poll of this person began. Returns how many there are now.
    int arrived(chat::Stream person);
    /// It ended: by its browser (`lost`) or by an answer.
    void left(chat::Stream person, bool lost, Tick now);
    /// Those who have been without a poll for too long. Each is named once.
    std::vector<chat::Stream> take_gone(Tick now);
    /// A change of what others see of this person failed, or has to wait: take_due() names the person again from `at` on.
    void look_again(chat::Stream person, Tick at);
    struct Due {
        chat::Stream person;
        bool present = false;
    };
    std::vector<Due> take_due(Tick now);

private:
    struct Entry {
        int polls = 0;
        Tick gone_at;
    };
    void expect(chat::Stream person, Entry& entry, Tick gone_at);

    std::mutex mutex_;
    std::unordered_map<chat::Stream, Entry, chat::StreamHash> people_;
    std::set<std::pair<Tick, chat::Stream>> due_;
    std::set<std::pair<Tick, chat::Stream>> without_poll_;  ///< by the time from which on they are gone
};

}  // namespace caritas::live
