// What a refusal says to people, in German and English; impersonal, so that it fits "du" and "Sie".
#include "web/response.h"

#include <array>

namespace caritas::web {
namespace {

struct Sentence {
    Code code;
    const char* german;
    const char* english;
};

constexpr std::array kSentences{
    Sentence{Code::bad_request, "Diese Anfrage ist unvollständig oder fehlerhaft.", "This request is incomplete or malformed."},
    Sentence{Code::no_session, "Hier ist niemand angemeldet.", "Nobody is signed in here."},
    Sentence{Code::session_ended, "Diese Sitzung ist beendet.", "This session has ended."},
    Sentence{Code::foreign_origin, "Diese Anfrage kam nicht von den eigenen Seiten und wurde nicht ausgeführt.",
             "This request did not come from our own pages and was not carried out."},
    Sentence{Code::wrong_login, "Anmeldename und Passwort passen nicht zusammen.", "Login and password do not match."},
    Sentence{Code::initial_password, "Zuerst ist ein eigenes Passwort zu wählen.", "A password of your own has to be chosen first."},
    Sentence{Code::not_found, "Das gibt es hier nicht (mehr).", "This does not exist here (any more)."},
    Sentence{Code::unknown_topic, "Diesen Fachbereich gibt es hier nicht.", "There is no such topic here."},
    Sentence{Code::method_not_allowed, "So kann diese Adresse nicht aufgerufen werden.", "This address cannot be called in this way."},
    Sentence{Code::topic_closed, "Der Livechat ist gerade geschlossen.", "The live chat is closed at the moment."},
    Sentence{Code::queue_full,
             "Gerade warten hier so viele, dass kein Platz mehr frei ist. Bitte in einigen Minuten noch einmal versuchen.",
             "So many people are waiting here that no place is free. Please try again in a few minutes."},
    Sentence{Code::waiting_elsewhere, "In einem anderen Fachbereich wird bereits gewartet oder geschrieben.",
             "There is already a place in another topic."},
    Sentence{Code::already_accepted, "Eine andere Berater_in war schneller und hat diese Anfrage übernommen.",
             "Another counselor was quicker and has taken this request."},
    Sentence{Code::key_changed, "Diese Anfrage hat sich gerade geändert. Bitte noch einmal versuchen.",
             "This request has just changed. Please try again."},
    Sentence{Code::request_withdrawn, "Die Anfrage wurde zurückgezogen.", "The request was withdrawn."},
    Sentence{Code::seeker_present, "Wer hier wartet, ist gerade da. Entfernen lässt sich nur ein Platz, von dem niemand mehr etwas hört.",
             "The person who waits here is present. Only a place that has fallen silent can be removed."},
    Sentence{Code::not_accepted, "Schreiben ist möglich, sobald eine Berater_in den Chat angenommen hat.",
             "Writing is possible once a counselor has accepted the chat."},
    Sentence{Code::not_begun, "Schreiben ist möglich nach „Jetzt chatten“.", "Writing is possible after “Chat now”."},
    Sentence{Code::chat_over, "Dieser Chat ist beendet.", "This chat has ended."},
    Sentence{Code::too_many_files, "Mehr Dokumente lassen sich in diesem Chat nicht senden.",
             "No more documents can be sent in this chat."},
    Sentence{Code::chat_full, "Dieser Chat ist voll. Weitere Nachrichten lassen sich hier nicht mehr senden.",
             "This chat is full. No more messages can be sent in it."},
    Sentence{Code::too_large, "Das ist zu groß, um es zu übertragen.", "This is too large to be sent."},
    Sentence{Code::unsupported_type, "Diese Art von Inhalt wird hier nicht angenommen.", "This kind of content is not accepted here."},
    Sentence{Code::too_many_requests, "Das waren sehr viele Anfragen auf einmal. Bitte gleich noch einmal versuchen; nichts ist verloren.",
             "These were a great many requests at once. Please try again in a moment; nothing is lost."},
    Sentence{Code::work_required, "Gerade melden sich sehr viele an. Bitte gleich noch einmal versuchen.",
             "A great many people are signing in at the moment. Please try again shortly."},
    Sentence{Code::internal, "Hier ist ein Fehler passiert. Bitte später noch einmal versuchen.",
             "Something went wrong here. Please try again later."},
    Sentence{Code::unavailable, "Gerade ist keine Verbindung möglich. Bitte gleich noch einmal versuchen.",
             "No connection is possible at the moment. Please try again shortly."},
};
static_assert(kSentences.size() == static_cast<std::size_t>(Code::unavailable) + 1, "every code has its sentence");

}  // namespace

std::string sentence(const Refusal& refusal, Language language) {
    const Sentence& entry = kSentences[static_cast<std::size_t>(refusal.code())];
    return language == Language::german ? entry.german : entry.english;
}

}  // namespace caritas::web
