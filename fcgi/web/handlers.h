// The handlers, by who calls them. Each reads the call, calls one rule or store, and shapes the reply.
#pragma once

#include "web/call.h"

namespace caritas::web {

// handlers_public.cpp
Outcome get_site(Call& call);
Outcome get_topics(Call& call);
Outcome get_topic(Call& call);

// handlers_seeker.cpp
Outcome seeker_enqueue(Call& call);
Outcome seeker_withdraw(Call& call);
Outcome seeker_share(Call& call);
Outcome seeker_replace_key(Call& call);
Outcome seeker_begin(Call& call);
Outcome seeker_send(Call& call);
Outcome seeker_read(Call& call);
Outcome seeker_typing(Call& call);
Outcome seeker_leave(Call& call);
Outcome seeker_end(Call& call);

// events_seeker.cpp, events_counselor.cpp: the long polls
Outcome seeker_events(Call& call);
Outcome counselor_events(Call& call);

// handlers_session.cpp
Outcome counselor_derivation(Call& call);
Outcome counselor_sign_in(Call& call);
Outcome counselor_me(Call& call);
Outcome counselor_sign_out(Call& call);
Outcome counselor_sign_out_everywhere(Call& call);
Outcome counselor_change_password(Call& call);

// handlers_counselor.cpp
Outcome counselor_accept(Call& call);
Outcome counselor_dismiss(Call& call);
Outcome counselor_history(Call& call);
Outcome counselor_send(Call& call);
Outcome counselor_read(Call& call);
Outcome counselor_typing(Call& call);
Outcome counselor_end(Call& call);

// handlers_files.cpp
Outcome seeker_put_chunk(Call& call);
Outcome seeker_get_chunk(Call& call);
Outcome seeker_take_back_file(Call& call);
Outcome counselor_put_chunk(Call& call);
Outcome counselor_get_chunk(Call& call);
Outcome counselor_take_back_file(Call& call);

/// An X25519 public key (htdocs/js/crypto/FORMAT.md).
inline constexpr std::size_t kPublicKeyBytes = 32;

/// The chat that the first argument of the address names, if it is this counselor's and still readable; else it does not exist.
chat::CounselorChat own_chat(Call& call);

}  // namespace caritas::web
