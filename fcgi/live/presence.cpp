// Counting polls, and waiting a little before somebody is gone.
#include "live/presence.h"

namespace caritas::live {

int Presence::arrived(chat::Stream person) {
    const std::lock_guard lock(mutex_);
    return ++people_[person].polls;
}

void Presence::left(chat::Stream person, bool lost, Tick now) {
    const std::lock_guard lock(mutex_);
    const auto found = people_.find(person);
    if (found == people_.end()) return;
    --found->second.polls;
    found->second.gone_at = now + (lost ? kLostGrace : kAnsweredGrace);
}

void Presence::put_back(const std::vector<chat::Stream>& gone, Tick now) {
    const std::lock_guard lock(mutex_);
    for (const chat::Stream& person : gone) people_.try_emplace(person, Entry{0, now});  // unless a poll has come meanwhile
}

std::vector<chat::Stream> Presence::take_gone(Tick now) {
    std::vector<chat::Stream> gone;
    const std::lock_guard lock(mutex_);
    for (auto entry = people_.begin(); entry != people_.end();) {
        if (entry->second.polls <= 0 && entry->second.gone_at <= now) {
            gone.push_back(entry->first);
            entry = people_.erase(entry);
        } else {
            ++entry;
        }
    }
    return gone;
}

}  // namespace caritas::live
