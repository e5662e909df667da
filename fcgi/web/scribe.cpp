// One transaction for many messages.
#include "web/scribe.h"

#include "web/dispatch.h"
#include "web/shape.h"

namespace caritas::web {
namespace {

Response receipt_or_refusal(const Letter& letter, const std::optional<chat::Sent>& sent) {
    if (!sent) return refusal(Refusal(letter.sending.refused), letter.language);
    Response response;
    response.body = receipt_json(sent->receipt);
    return response;
}

void tell(PollDesk& desk, Letter& letter, const chat::Sent& sent) {
    if (!sent.move) return;  // a repeat
    chat::Draft& draft = letter.sending.draft;
    desk.app().tell_said({*sent.move,
                          std::move(letter.sending.public_id),
                          {sent.receipt.seq, draft.sender, std::move(draft.client_id), std::move(draft.body), sent.receipt.sent_at}});
}

}  // namespace

void write_down(db::Pool& pool, PollDesk& desk, std::vector<Letter> letters) {
    std::vector<chat::Draft> drafts;
    drafts.reserve(letters.size());
    for (const Letter& letter : letters) drafts.push_back(letter.sending.draft);
    std::vector<std::optional<chat::Sent>> sent;
    std::exception_ptr trouble;
    try {
        const auto db = pool.lease();
        sent = chat::send_together(*db, drafts);
    } catch (...) {
        trouble = std::current_exception();
    }
    for (std::size_t i = 0; i < letters.size(); ++i) {
        Letter& letter = letters[i];
        const Response response = trouble ? response_to(trouble, letter.language) : receipt_or_refusal(letter, sent[i]);
        if (!trouble && sent[i]) tell(desk, letter, *sent[i]);
        desk.answer(std::move(letter.connection), letter.request_id, response);
    }
}

}  // namespace caritas::web
