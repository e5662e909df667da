// What a refusal must look like: status, code, its sentence in the asked language, and nothing else of the server's inside.
import assert from 'node:assert/strict';

/// Code → [status, German, English]. Written down here again, so that a sentence does not change unseen.
export const refusals = {
  bad_request: [400, 'Diese Anfrage ist unvollständig oder fehlerhaft.', 'This request is incomplete or malformed.'],
  no_session: [401, 'Hier ist niemand angemeldet.', 'Nobody is signed in here.'],
  session_ended: [401, 'Diese Sitzung ist beendet.', 'This session has ended.'],
  foreign_origin: [403, 'Diese Anfrage kam nicht von den eigenen Seiten und wurde nicht ausgeführt.', 'This request did not come from our own pages and was not carried out.'],
  wrong_login: [403, 'Anmeldename und Passwort passen nicht zusammen.', 'Login and password do not match.'],
  initial_password: [403, 'Zuerst ist ein eigenes Passwort zu wählen.', 'A password of your own has to be chosen first.'],
  not_found: [404, 'Das gibt es hier nicht (mehr).', 'This does not exist here (any more).'],
  unknown_topic: [404, 'Diesen Fachbereich gibt es hier nicht.', 'There is no such topic here.'],
  method_not_allowed: [405, 'So kann diese Adresse nicht aufgerufen werden.', 'This address cannot be called in this way.'],
  topic_closed: [409, 'Der Livechat ist gerade geschlossen.', 'The live chat is closed at the moment.'],
  queue_full: [409, 'Gerade warten hier so viele, dass kein Platz mehr frei ist. Bitte in einigen Minuten noch einmal versuchen.', 'So many people are waiting here that no place is free. Please try again in a few minutes.'],
  waiting_elsewhere: [409, 'In einem anderen Fachbereich wird bereits gewartet oder geschrieben.', 'There is already a place in another topic.'],
  already_accepted: [409, 'Eine andere Berater_in war schneller und hat diese Anfrage übernommen.', 'Another counselor was quicker and has taken this request.'],
  key_changed: [409, 'Diese Anfrage hat sich gerade geändert. Bitte noch einmal versuchen.', 'This request has just changed. Please try again.'],
  request_withdrawn: [409, 'Die Anfrage wurde zurückgezogen.', 'The request was withdrawn.'],
  seeker_present: [409, 'Wer hier wartet, ist gerade da. Entfernen lässt sich nur ein Platz, von dem niemand mehr etwas hört.', 'The person who waits here is present. Only a place that has fallen silent can be removed.'],
  not_accepted: [409, 'Schreiben ist möglich, sobald eine Berater_in den Chat angenommen hat.', 'Writing is possible once a counselor has accepted the chat.'],
  not_begun: [409, 'Schreiben ist möglich nach „Jetzt chatten“.', 'Writing is possible after “Chat now”.'],
  chat_over: [409, 'Dieser Chat ist beendet.', 'This chat has ended.'],
  too_many_files: [409, 'Mehr Dokumente lassen sich in diesem Chat nicht senden.', 'No more documents can be sent in this chat.'],
  chat_full: [409, 'Dieser Chat ist voll. Weitere Nachrichten lassen sich hier nicht mehr senden.', 'This chat is full. No more messages can be sent in it.'],
  too_large: [413, 'Das ist zu groß, um es zu übertragen.', 'This is too large to be sent.'],
  unsupported_type: [415, 'Diese Art von Inhalt wird hier nicht angenommen.', 'This kind of content is not accepted here.'],
  too_many_requests: [429, 'Das waren sehr viele Anfragen auf einmal. Bitte gleich noch einmal versuchen; nichts ist verloren.', 'These were a great many requests at once. Please try again in a moment; nothing is lost.'],
  work_required: [429, 'Gerade melden sich sehr viele an. Bitte gleich noch einmal versuchen.', 'A great many people are signing in at the moment. Please try again shortly.'],
  unavailable: [503, 'Gerade ist keine Verbindung möglich. Bitte gleich noch einmal versuchen.', 'No connection is possible at the moment. Please try again shortly.'],
};

/// One answer is this refusal, in this language, with these extra fields and no others.
export function assertRefused(answer, code, extra = {}, language = 'de') {
  const [status, german, english] = refusals[code];
  const message = language === 'de' ? german : english;
  assert.equal(answer.status, status, `${code} expected, got ${answer.status} ${answer.text}`);
  assert.deepEqual(answer.json?.error, { code, message, ...extra });
  assert.deepEqual(Object.keys(answer.json).sort(), ['error', 'now']);
  assert.ok(Math.abs(answer.json.now - Date.now()) < 60_000, `now is the time: ${answer.json.now}`);
  assert.match(answer.headers['content-type'], /^application\/json/);
  if (status === 429 || status === 503) assert.match(answer.headers['retry-after'] ?? 'missing', /^[1-9]\d*$/);
}

/// Makes the call once in German and once in English, and both are refused. `make(headers)` makes the call with those headers.
export async function refusedInBoth(make, code, extra = {}) {
  for (const language of ['de', 'en']) {
    const answer = await make({ 'Accept-Language': language });
    const fields = typeof extra === 'function' ? extra(language) : extra;
    assertRefused(answer, code, fields, language);
  }
}
