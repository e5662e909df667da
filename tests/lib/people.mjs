// A seeker and a counselor over HTTP, with the product's verbs; each is a Client with its Follower.
import { Client, newId } from './client.mjs';
import { counselors, topics } from './demo.mjs';
import { Follower } from './follower.mjs';
import { newPassword, proofOf } from './password.mjs';
import { workFor } from './work.mjs';

/// Every seeker's public key here, and keys that open nothing: the server cannot tell.
export const seekerKey = '5e'.repeat(32);
export const wrappedKeys = { seekerKey, forSeeker: 'f5'.repeat(80), forCounselor: 'fc'.repeat(80) };

class Person extends Client {
  /// The long poll of this person, begun at the first call.
  follow() {
    this.follower ??= new Follower(this, this.role);
    return this.follower;
  }

  async close() {
    await this.follower?.stop();
    this.follower = undefined;
  }
}

export class Seeker extends Person {
  role = 'seeker';

  /// Joins the queue of a topic; `chat` is then the chat as the API tells it.
  async enqueue(slug = topics.young.slug, more = {}) {
    const json = { topic: slug, clientId: newId(), publicKey: seekerKey, ...more };
    this.chat = (await this.must('POST', '/seeker/enqueue', { json })).chat;
    return this.chat;
  }

  begin() { return this.must('POST', '/seeker/begin', { json: {} }); }
  leave() { return this.must('POST', '/seeker/leave', { json: {} }); }
  end(json = {}) { return this.must('POST', '/seeker/end', { json }); }
  /// Writes a line that must be taken: { seq, sentAt }.
  send(text, id = newId()) { return this.must('PUT', `/seeker/messages/${id}`, { text }); }
  /// The same, with whatever answer comes.
  trySend(text, id = newId()) { return this.call('PUT', `/seeker/messages/${id}`, { text }); }
}

export class Counselor extends Person {
  role = 'counselor';

  async signIn({ login, password } = counselors.anna) {
    const answer = await this.trySignIn({ login, password });
    if (answer.status !== 200) throw new Error(`${login} cannot sign in: ${answer.text}`);
    this.me = answer.json.me;
    return this;
  }

  /// The same, with whatever answer comes.
  async trySignIn({ login, password }) {
    const derivation = await this.must('POST', '/counselor/derivation', { json: { login } });
    return this.tryProof(login, await proofOf(password, derivation));
  }

  /// What the page does with what it derived: the work that is asked for, too, as often as it is.
  async tryProof(login, proof) {
    let work;
    for (;;) {
      const answer = await this.post('/counselor/session', { login, proof, ...(work && { work }) });
      if (answer.json?.error?.code !== 'work_required') return answer;
      work = workFor(answer.json.error, login, proof);
    }
  }

  /// The first sign-in, with the password that an admin set, and on to one of one's own.
  async begin({ login, password, wanted = `${password}-selbst` }) {
    await this.signIn({ login, password });
    const chosen = await this.tryChangePassword(password, wanted);
    if (chosen.status !== 200) throw new Error(`${login} cannot choose a password: ${chosen.text}`);
    return this;
  }

  /// Changes the own password, or chooses the first one, with whatever answer comes.
  async tryChangePassword(current, wanted, keys) {
    const derivation = await this.must('POST', '/counselor/derivation', { json: { login: this.me.login } });
    return this.put('/counselor/password', { current: await proofOf(current, derivation), ...(await newPassword(wanted, keys)) });
  }

  async accept(id) { return (await this.must('POST', `/counselor/requests/${id}/accept`, { json: wrappedKeys })).chat; }
  tryAccept(id, keys = wrappedKeys) { return this.post(`/counselor/requests/${id}/accept`, keys); }
  tryDismiss(id) { return this.post(`/counselor/requests/${id}/dismiss`); }
  send(chat, text, id = newId()) { return this.must('PUT', `/counselor/chats/${chat}/messages/${id}`, { text }); }
  trySend(chat, text, id = newId()) { return this.call('PUT', `/counselor/chats/${chat}/messages/${id}`, { text }); }
  async end(chat) { return (await this.must('POST', `/counselor/chats/${chat}/end`, { json: {} })).chat; }
  /// The whole history as the API pages it.
  async history(chat) {
    const messages = [];
    for (let more = true; more; ) {
      const page = await this.must('GET', `/counselor/chats/${chat}/messages?after=${messages.at(-1)?.seq ?? 0}`);
      messages.push(...page.messages);
      more = page.more;
    }
    return messages;
  }
}

export async function signedIn(stack, who = counselors.anna, options = {}) {
  return new Counselor(stack, options).signIn(who);
}

/// A chat in a state ("waiting", "accepted", "running"): { seeker, counselor, id }. An existing counselor can be given.
export async function makeChat(stack, { state = 'running', counselor, slug } = {}) {
  const seeker = new Seeker(stack);
  const { id } = await seeker.enqueue(slug);
  if (state === 'waiting') return { seeker, counselor, id };
  const taker = counselor ?? (await signedIn(stack));
  await taker.accept(id);
  if (state === 'running') await seeker.begin();
  return { seeker, counselor: taker, id };
}
