// What delivery costs the database: statements are counted where one message, one arrival or one poll must not cost one for everybody.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { newId } from '../lib/client.mjs';
import { allClose, allGo, allPoll, crowdOfCounselors, crowdOfSeekers } from '../lib/crowd.mjs';
import { addTopic, topics } from '../lib/demo.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { makeChat, Seeker } from '../lib/people.mjs';
import { brief, count, Statements } from '../lib/statements.mjs';
import { useStack } from '../lib/suite.mjs';
import { eventually, pause } from '../lib/wait.mjs';

// The tail adds nothing then, but for a look now and then that is left out.
const poll = 'tail_ms = 10000';
const third = { slug: 'sucht', de: 'Sucht', en: 'Addiction', team: 'addiction-team' };
const readsQueue = /^SELECT c\.id, .* FROM topics t LEFT JOIN chats/;

function assertCount(texts, expected, what) {
  assert.equal(texts.length, expected, `${what}: ${expected} expected, got ${texts.length}:\n${brief(texts)}`);
}

function assertAtMost(texts, most, what) {
  assert.ok(texts.length <= most, `${what}: ${most} at most, got ${texts.length}:\n${brief(texts)}`);
}

/// A message from the seeker, until both pages have it.
async function heard(seeker, counselor, text = newId()) {
  await seeker.send(text);
  await Promise.all([counselor.follower.text(text), seeker.follower.text(text)]);
}

/// A worker's first message opens a connection.
const warmUp = heard;

/// A counselor of three topics with so many running chats: { counselor, chats: [{ seeker, id }, …] }.
async function desk(stack, howMany) {
  const [counselor] = await crowdOfCounselors(stack, 1, [topics.young.slug, topics.pregnancy.slug, third.slug]);
  const chats = [];
  for (let i = 0; i < howMany; ++i) chats.push(await makeChat(stack, { counselor }));
  return { counselor, chats };
}

describe('one worker', () => {
  const stack = useStack({ people: [], poll });
  let statements;
  before(async () => {
    await addTopic(stack, third);
    statements = await Statements.watch(stack);
  });

  test("the log tells what the server's own counter tells", async () => {
    const seen = await eventually('no tail in between', async () => {
      const first = await statements.counter();
      const texts = await statements.during(() => new Seeker(stack).enqueue());
      const all = (await statements.executed()).length;
      const second = await statements.counter();
      return all === texts.length && { texts, counted: second - first };
    });
    assertCount(seen.texts, seen.counted, 'an enqueue');
    assert.ok(seen.texts.length > 5);
  });

  for (const howMany of [1, 10]) {
    test(`a message from a seeker to a counselor with ${howMany} chats is one compound statement; reading it is nothing`, async (t) => {
      const { counselor, chats } = await desk(stack, howMany);
      const [{ seeker, id }] = chats;
      t.after(() => allGo(stack, [counselor, seeker], [id]));
      await allPoll([counselor, seeker]);
      await warmUp(seeker, counselor);
      const one = await statements.during(async () => {
        await heard(seeker, counselor, 'Hallo');
        await eventually('both poll again', () => stack.parkedPolls() === 2);
      });
      assertCount(one, 1, 'a message');
      for (const part of [/UPDATE chats/, /INSERT INTO messages/, /COMMIT/]) assert.match(one[0], part);
      const ten = await statements.during(async () => {
        for (let i = 0; i < 5; ++i) {
          await counselor.send(id, `Frage ${i}`);
          await seeker.follower.text(`Frage ${i}`);
          await seeker.send(`Antwort ${i}`);
          await counselor.follower.text(`Antwort ${i}`);
        }
      });
      assertCount(ten, 10, 'ten messages, each after the one before was read');
      assert.deepEqual(counselor.follower.messages.map(({ text }) => text), seeker.follower.messages.map(({ text }) => text));
    });
  }

  test('one person has sixteen polls; the next is 503 and the others stay', async () => {
    const { chats: [{ seeker, id }], counselor } = await desk(stack, 1);
    const { cursor } = (await seeker.get('/seeker/events')).json;
    const ask = (language = 'de') => seeker.get(`/seeker/events?after=${cursor}`, { headers: { 'Accept-Language': language } });
    // Which of the seventeen comes last is not ours to say.
    const polls = Array.from({ length: 17 }, () => ask());
    assertRefused(await Promise.race(polls), 'unavailable');
    assertRefused(await ask('en'), 'unavailable', {}, 'en');
    await eventually('sixteen stay', () => stack.parkedPolls() === 16);
    await counselor.send(id, 'an alle');
    const answers = (await Promise.all(polls)).map(({ status, json }) => [status, json.messages?.length]);
    assert.deepEqual(answers.sort(), [...Array.from({ length: 16 }, () => [200, 1]), [503, undefined]]);
  });
});

describe('two workers', () => {
  const stack = useStack({ people: [], poll, workers: 2 });
  let statements;
  before(async () => {
    await addTopic(stack, third);
    statements = await Statements.watch(stack);
  });

  // nginx keeps a person on one worker.
  async function workerOf(person) {
    const held = () => [1, 2].map((number) => stack.parkedPolls(number));
    const earlier = held();
    await allPoll([person]);
    return eventually('its poll is parked', () => held().findIndex((now, i) => now > earlier[i]) + 1);
  }

  // What a message costs that reaches the counselor by a hint: from one of her seekers whose calls go to the other worker. All poll.
  async function costOfHint(howMany) {
    const { counselor, chats } = await desk(stack, howMany);
    const hers = await workerOf(counselor);
    const away = [];
    for (const { seeker, id } of chats) if ((await workerOf(seeker)) !== hers) away.push({ seeker, id });
    const everybody = [counselor, ...chats.map(({ seeker }) => seeker)];
    if (away.length === 0) {
      await allGo(stack, everybody, chats.map(({ id }) => id));
      return costOfHint(howMany); // by chance they are all on hers
    }
    const [{ seeker, id }] = away;
    await warmUp(seeker, counselor);
    const texts = await statements.during(() => heard(seeker, counselor));
    await allGo(stack, everybody, chats.map((chat) => chat.id));
    return { texts, chat: await stack.value(`SELECT id FROM chats WHERE public_id = UNHEX('${id}')`) };
  }

  test('a message that comes by hint costs the same with ten chats as with one, and the others are not read', async () => {
    const [one, ten] = [await costOfHint(1), await costOfHint(10)];
    assertCount(ten.texts, one.texts.length, `with ten chats (with one: \n${brief(one.texts)})`);
    assertAtMost(ten.texts, 3 + 6, 'the message, and the look of the one who was woken');
    for (const { texts, chat } of [one, ten]) {
      const histories = texts.filter((text) => /JOIN messages m|FROM messages/.test(text) && !/INSERT/.test(text));
      assert.ok(histories.length > 0);
      for (const text of histories) assert.match(text, new RegExp(`\\b(c\\.id|chat_id) = ${chat}\\b`));
    }
  });
});

describe('a queue that moves', () => {
  const stack = useStack({ people: [], poll });
  let statements;
  before(async () => {
    statements = await Statements.watch(stack);
  });

  test('forty counselors who wait cost an enqueue no more than five statements, and each has the new list', async () => {
    const alone = await statements.during(() => new Seeker(stack).enqueue());
    const crowd = await crowdOfCounselors(stack, 40);
    await allPoll(crowd);
    let chat;
    const texts = await statements.during(async () => {
      chat = await new Seeker(stack).enqueue();
      for (const { follower } of crowd) await follower.until('the request', ({ requests }) => requests.some(({ id }) => id === chat.id));
      await eventually('all poll again', () => stack.parkedPolls() === crowd.length);
    });
    assertAtMost(texts, alone.length + 5, 'an enqueue before forty');
    for (const { follower } of crowd) {
      assert.deepEqual(Object.keys(follower.last).sort(), ['cursor', 'now', 'requests']);
      assert.equal(follower.requests.length, 2);
    }
    await allGo(stack, crowd);
  });

  test('twenty seekers who wait are asked about nothing behind them, and told of their new place with one reading', async () => {
    const slug = topics.pregnancy.slug;
    const [counselor] = await crowdOfCounselors(stack, 1, [slug]);
    const [first, ...others] = await crowdOfSeekers(stack, 20, slug);
    const last = (await crowdOfSeekers(stack, 1, slug))[0];
    await allPoll([...others, last]);
    await statements.calm();
    const answersOf = () => others.map(({ follower }) => follower.answers);
    const untouched = async (what, work) => {
      const before = answersOf();
      const texts = await statements.during(work);
      assert.deepEqual(answersOf(), before, `${what}: nobody is answered`);
      assert.ok(count(texts, readsQueue) <= 1, `${what}: one reading\n${brief(texts)}`);
    };
    await untouched('somebody joins', () => crowdOfSeekers(stack, 1, slug));
    await untouched('a line drops', async () => {
      await last.close();
      await eventually('away', async () => (await stack.count('chats', `public_id = UNHEX('${last.chat.id}') AND NOT seeker_present`)) === 1);
    });
    await untouched('it comes back', async () => {
      last.follow();
      await eventually('there', async () => (await stack.count('chats', `public_id = UNHEX('${last.chat.id}') AND seeker_present`)) === 1);
    });

    const places = others.map(({ follower }) => follower.chat.position);
    const texts = await statements.during(async () => {
      await counselor.accept(first.chat.id);
      for (const [i, { follower }] of others.entries()) await follower.until('the new place', ({ chat }) => chat.position === places[i] - 1);
      await eventually('all poll again', () => stack.parkedPolls() === others.length + 1);
    });
    for (const { follower } of others) {
      assert.deepEqual(Object.keys(follower.last).sort(), ['cursor', 'now', 'queue']);
      assert.deepEqual(Object.keys(follower.last.queue).sort(), ['counselorsOnline', 'position', 'topicOpen']);
    }
    await allGo(stack, [...others, last], [...others, last].map((seeker) => seeker.chat.id));
    const { chat } = (await crowdOfSeekers(stack, 1, slug))[0];
    const alone = await statements.during(() => counselor.accept(chat.id));
    assertAtMost(texts, alone.length + 5, 'an acceptance before twenty');
  });
});

describe('polls that are answered with "nothing new" every second', () => {
  const stack = useStack({ people: [], poll: `${poll}\nmin_seconds = 1\nmax_seconds = 1` });

  test('who waits is still told of a new place alone, and of nothing behind it', async (t) => {
    const [counselor] = await crowdOfCounselors(stack, 1, [topics.pregnancy.slug]);
    const [first, ...others] = await crowdOfSeekers(stack, 4, topics.pregnancy.slug);
    t.after(() => allGo(stack, others, others.map((seeker) => seeker.chat.id)));
    await allPoll(others);
    const told = others.map(() => []);
    for (const [i, { follower }] of others.entries()) follower.news.on('news', () => told[i].push(Object.keys(follower.last).sort().join()));
    const idle = (answers) => answers.filter((keys) => keys === 'cursor,now').length;
    await Promise.all(others.map(({ follower }, i) => follower.until('a second "nothing new"', () => idle(told[i]) >= 2)));
    const already = told.map(({ length }) => length);
    await crowdOfSeekers(stack, 1, topics.pregnancy.slug);
    await Promise.all(others.map(({ follower }, i) => follower.until('"nothing new" again', () => told[i].length >= already[i] + 2)));
    await counselor.accept(first.chat.id);
    await Promise.all(others.map(({ follower }, i) => follower.until('the new place', ({ chat }) => chat.position === i + 1)));
    for (const [i, keys] of told.entries()) {
      const news = keys.slice(already[i]).filter((each) => each !== 'cursor,now');
      assert.deepEqual(news, ['cursor,now,queue'], keys.join(' '));
    }
  });

  // Whatever falls between two polls. A machine that is so slow that somebody counts as away meanwhile moves the chat itself: once more then.
  test('who waits is told of the queue alone, too, when it moved between two polls, and is not answered where the place is the same', async () => {
    const slug = topics.pregnancy.slug;
    const [counselor] = await crowdOfCounselors(stack, 1, [slug]);
    const seqOf = ({ chat }) => stack.value(`SELECT last_seq FROM chats WHERE public_id = UNHEX('${chat.id}')`);
    const told = await eventually('a round in which nobody was away', async () => {
      const [first, seeker] = await crowdOfSeekers(stack, 2, slug);
      const ask = async (cursor) => (await seeker.get(`/seeker/events${cursor ? `?after=${cursor}` : ''}`)).json;
      const idle = await ask((await ask()).cursor);
      const before = await seqOf(seeker);
      await crowdOfSeekers(stack, 1, slug);
      const behind = await ask(idle.cursor);
      await counselor.accept(first.chat.id);
      const ahead = await ask(behind.cursor);
      return before === (await seqOf(seeker)) && [behind, ahead].map((answer) => Object.keys(answer).sort().join());
    });
    assert.deepEqual(told, ['cursor,now', 'cursor,now,queue']);
  });

  test('ten seconds write at most one row for each person', async () => {
    const statements = await Statements.watch(stack);
    const { seeker, counselor } = await makeChat(stack, { counselor: (await crowdOfCounselors(stack, 1))[0] });
    await allPoll([seeker, counselor]);
    const [page, other] = [seeker.follower, counselor.follower];
    await page.until('the first "nothing new"', ({ answers }) => answers > 2);
    await stack.sql('TRUNCATE mysql.general_log');
    const [before, start] = [page.answers + other.answers, Date.now()];
    await pause(10_000); // what the test is about, not something it waits for
    const texts = await statements.executed();
    const polls = page.answers + other.answers - before;
    assert.ok(polls >= (Date.now() - start) / 1000, `both poll every second or so: ${polls}`);
    const writes = texts.filter((text) => !/^SELECT/.test(text));
    assertAtMost(writes, 2, 'one sign of life each');
    assert.ok(texts.length <= 5 * (polls + 2), `a look is five statements at most: ${texts.length} for ${polls}`);
    await allClose([seeker, counselor]);
  });
});
