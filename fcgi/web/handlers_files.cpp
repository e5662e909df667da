// Documents: chunks in, chunks out. What they hold is the pages' business.
#include "chat/chat_store.h"
#include "chat/file_store.h"
#include "web/handlers.h"
#include "web/message_body.h"

#include <charconv>

namespace caritas::web {
namespace {

constexpr std::int64_t kMostChunks = 10'000;

std::int64_t chunk_number(const std::string& text) {
    std::int64_t number = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 0 || number >= kMostChunks) throw Refusal(Code::bad_request);
    return number;
}

// A document of the largest size that pages may send, sealed.
chat::FileLimits limits(const ChatConfig& config) {
    const std::int64_t plain = config.max_file_mib * 1024 * 1024;
    return {config.max_files, plain + (plain / kChunkContent + 1) * kChunkTag};
}

// `file`: where in the route's arguments the document stands; its chunk's number follows.
Outcome put(Call& call, chat::Id chat_id, chat::Role sender, std::size_t file) {
    const std::string file_id = parse_id(call.arguments[file]);
    const auto parameters = parse_query(call.request.query);
    const auto last = parameters.find("last");
    const bool is_last = last != parameters.end() && last->second == "1";
    const chat::Chunk chunk{chat_id, sender, file_id, chunk_number(call.arguments[file + 1]), sealed_body(call.request), is_last};
    // Many small ones would cost the janitor minutes.
    if (!is_last && chunk.body.size() != kLargestChunk) throw Refusal(Code::bad_request);
    switch (chat::put_chunk(call.db, chunk, limits(call.app.config.chat))) {
        case chat::PutOutcome::stored:
        case chat::PutOutcome::repeated: return Response{};
        case chat::PutOutcome::over:
            throw Refusal(sender == chat::Role::seeker && call.seeker->state == chat::State::accepted ? Code::not_begun : Code::chat_over);
        case chat::PutOutcome::too_large: throw Refusal(Code::too_large);
        case chat::PutOutcome::too_many: throw Refusal(Code::too_many_files);
        case chat::PutOutcome::out_of_order: break;
    }
    throw Refusal(Code::bad_request);
}

Outcome get(Call& call, chat::Id chat_id, std::size_t file) {
    const std::string file_id = parse_id(call.arguments[file]);
    Response response;
    response.bytes = chat::read_chunk(call.db, chat_id, file_id, chunk_number(call.arguments[file + 1]));
    if (!response.bytes) throw Refusal(Code::not_found);
    return response;
}

}  // namespace

Outcome seeker_put_chunk(Call& call) {
    return put(call, call.seeker->id, chat::Role::seeker, 0);
}

Outcome seeker_get_chunk(Call& call) {
    if (call.seeker->state != chat::State::running) throw Refusal(Code::not_begun);
    return get(call, call.seeker->id, 0);
}

Outcome seeker_take_back_file(Call& call) {
    chat::take_back_file(call.db, call.seeker->id, chat::Role::seeker, parse_id(call.arguments[0]));
    return Response{};
}

Outcome counselor_put_chunk(Call& call) {
    return put(call, own_chat(call).chat.id, chat::Role::counselor, 1);
}

Outcome counselor_get_chunk(Call& call) {
    return get(call, own_chat(call).chat.id, 1);
}

Outcome counselor_take_back_file(Call& call) {
    chat::take_back_file(call.db, own_chat(call).chat.id, chat::Role::counselor, parse_id(call.arguments[1]));
    return Response{};
}

}  // namespace caritas::web
