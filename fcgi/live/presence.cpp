// Counting polls, and waiting a little before somebody is gone.
#include "live/presence.h"

namespace caritas::live {

int Presence::arrived(chat::Stream person) {
    const std::lock_guard lock(mutex_);
    Entry& entry = people_[person];
    without_poll_.erase({entry.gone_at, person});
    return ++entry.polls;
}

void Presence::left(chat::Stream person, bool lost, Tick now) {
    const std::lock_guard lock(mutex_);
    const auto found = people_.find(person);
    if (found == people_.end()) return;
    --found->second.polls;
    expect(person, found->second, now + (lost ? kLostGrace : kAnsweredGrace));
}

void Presence::expect(chat::Stream person, Entry& entry, Tick gone_at) {
    without_poll_.erase({entry.gone_at, person});
    entry.gone_at = gone_at;
    if (entry.polls <= 0) without_poll_.emplace(gone_at, person);
}

void Presence::look_again(chat::Stream person, Tick at) {
    const std::lock_guard lock(mutex_);
    due_.emplace(at, person);
}

std::vector<Presence::Due> Presence::take_due(Tick now) {
    std::vector<Due> due;
    const std::lock_guard lock(mutex_);
    for (; !due_.empty() && due_.begin()->first <= now; due_.erase(due_.begin())) {
        const chat::Stream person = due_.begin()->second;
        due.push_back({person, people_.contains(person)});
    }
    return due;
}

std::vector<chat::Stream> Presence::take_gone(Tick now) {
    std::vector<chat::Stream> gone;
    const std::lock_guard lock(mutex_);
    while (!without_poll_.empty() && without_poll_.begin()->first <= now) {
        gone.push_back(without_poll_.begin()->second);
        people_.erase(gone.back());
        without_poll_.erase(without_poll_.begin());
    }
    return gone;
}

}  // namespace caritas::live
