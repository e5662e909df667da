// No gap, no double, in order: many write and read over several workers while transactions hang, hints get lost and workers are killed.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { Chance, chooseSeed } from '../lib/chance.mjs';
import { newId } from '../lib/client.mjs';
import { counselors } from '../lib/demo.mjs';
import { Faults } from '../lib/faults.mjs';
import { Follower } from '../lib/follower.mjs';
import { Seeker, signedIn } from '../lib/people.mjs';
import { Rover } from '../lib/rover.mjs';
import { Scribe } from '../lib/scribe.mjs';
import { useStack } from '../lib/suite.mjs';
import { pause } from '../lib/wait.mjs';

const workers = 3;
const chatsOfEach = 4;
const rounds = 4;
const roundMs = 5500;
const pairs = 40;
const staff = ['anna', 'ben', 'clara'];
// "Nothing new" comes after more than anybody is waited for here: whom no move wakes, nothing else brings the line.
const poll = 'min_seconds = 65\nmax_seconds = 65';
const catchUpMs = 30_000;

const asText = ({ seq, from, clientId, text }) => `${seq} ${from} ${clientId} ${text.slice(0, 60)} (${text.length})`;

/// Where two lists differ first, in words; undefined if they are the same.
function difference(heard, wanted) {
  const at = Array.from({ length: Math.max(heard.length, wanted.length) }, (_, i) => i).find((i) => heard[i] !== wanted[i]);
  if (at === undefined) return undefined;
  return `line ${at} of ${heard.length} is ${heard[at]}, of the ${wanted.length} stored it is ${wanted[at]} (before: ${heard[at - 1]})`;
}

/// The chats' messages as they lie in the table: chat → lines.
async function stored(stack, chats) {
  const lines = new Map(chats.map((chat) => [chat, []]));
  const rows = await stack.sql(`SELECT LOWER(HEX(public_id)) AS chat, seq, sender, LOWER(HEX(client_id)) AS client_id,
    CONVERT(body USING utf8mb4) AS text FROM messages JOIN chats ON chats.id = chat_id ORDER BY chat_id, seq`);
  for (const { chat, seq, sender, client_id: clientId, text } of rows) lines.get(chat).push({ seq: Number(seq), from: sender, clientId, text });
  return lines;
}

const heardOf = (follower, chat) => follower.messages.filter((message) => !message.chat || message.chat === chat);

/// What is wrong with a leg of a reader; `whole`: it must have come to the end.
function wrongWithLeg({ follower, start, opened }, chat, lines, whole) {
  const heard = heardOf(follower, chat);
  const begin = start.get(follower.role === 'counselor' ? chat : undefined) ?? 0; // a seeker's messages name no chat
  let wanted = lines.filter((line) => line.seq > begin);
  if (opened) {
    const history = opened.get(chat);
    if (!history) return undefined;
    const shown = history.map((message) => ({ ...message, text: Buffer.from(message.body, 'base64').toString() }));
    const gap = difference(shown.map(asText), lines.slice(0, shown.length).map(asText));
    if (gap) return `history: ${gap}`;
    const first = heard.length > 0 ? lines.findIndex((line) => line.seq === heard[0].seq) : shown.length;
    if (first > shown.length) return `between history (${shown.length}) and news (${first}) there is a gap`;
    wanted = lines.slice(first);
  }
  return difference(heard.map(asText), (whole ? wanted : wanted.slice(0, heard.length)).map(asText));
}

/// Everybody of the test: 12 chats, and who writes and reads in them with sessions of their own, so that these lie on different workers.
async function makePeople(stack, chance) {
  const people = { chats: [], scribes: [], followers: [], rovers: [], tabs: [] };
  for (const name of staff) {
    const desks = await Promise.all([1, 2, 3].map(() => signedIn(stack, counselors[name])));
    const ids = [];
    for (let i = 0; i < chatsOfEach; ++i) ids.push(await makeConversation(stack, desks, people, chance));
    people.followers.push(...desks.slice(0, 2).map((desk) => ({ follower: desk.follow(), chats: ids })));
    people.rovers.push({ rover: new Rover(desks[2], chance.of(`rover ${name}`)), chats: ids });
  }
  for (const { follower } of [...people.followers, ...people.rovers.map(({ rover }) => rover)]) {
    await follower.until('the first look', () => follower.answers > 0);
  }
  return people;
}

async function makeConversation(stack, desks, people, chance) {
  const clientId = newId();
  const tabs = [];
  for (let i = 0; i < 3; ++i) {
    tabs.push(new Seeker(stack));
    await tabs[i].enqueue(undefined, { clientId }); // a repeat has a token of its own
  }
  const { id } = tabs[0].chat;
  await desks[0].accept(id);
  await tabs[0].begin();
  people.chats.push(id);
  const fatShare = people.chats.length === 1 ? 0.5 : 0; // one whose history no single answer holds
  for (const i of [0, 1]) {
    const [seeker, desk, name] = [tabs[i], desks[i], `${people.chats.length}.${i}`];
    const sides = { seeker: (text, key) => seeker.trySend(text, key), counselor: (text, key) => desk.trySend(id, text, key) };
    for (const [from, send] of Object.entries(sides)) {
      people.scribes.push(new Scribe({ chat: id, from, name: `${from} ${name}`, send, fatShare, chance: chance.of(`${from} ${name}`) }));
    }
  }
  people.followers.push({ follower: tabs[0].follow(), chats: [id] });
  people.tabs.push({ tab: tabs[1], chats: [id] });
  people.rovers.push({ rover: new Rover(tabs[2], chance.of(`rover ${id}`)), chats: [id] });
  return id;
}

describe('no gap, no double, in order', () => {
  const stack = useStack({ people: staff, workers, poll });
  const chance = new Chance(chooseSeed());
  let people, faults;
  before(async () => {
    console.log(`delivery: CARITAS_SEED=${chance.seed} draws the same faults again`);
    people = await makePeople(stack, chance);
    faults = new Faults(stack, people.chats, chance);
  });

  async function round(number) {
    const stopping = new AbortController();
    const { signal } = stopping;
    const actors = [...people.scribes.map((scribe) => scribe.write(signal)), ...people.rovers.map(({ rover }) => rover.roam(signal))];
    const work = Promise.all([faults.rage(signal, number), ...actors]);
    await Promise.race([pause(roundMs), work]).finally(() => stopping.abort());
    await work;
  }

  // The last line of a chat is one that no other line brings along: written with every hint lost, or by a transaction that took its
  // sequence long ago and tells nobody.
  async function lastWords() {
    const silent = chance.some(people.chats, 0.5);
    const written = people.scribes.filter(({ chat }, i) => i % 4 === 0 && !silent.includes(chat));
    faults.hideHints();
    await Promise.all([faults.write(silent, 1500), ...written.map((scribe) => scribe.writeLine())]);
    faults.showHints();
  }

  async function everybodyHasAll() {
    const began = Date.now();
    const lines = await stored(stack, people.chats);
    const newcomers = people.tabs.map(({ tab, chats }) => ({ follower: new Follower(tab, 'seeker'), chats }));
    const roving = people.rovers.map(({ rover, chats }) => ({ follower: rover.follower, chats, leg: rover.legs.at(-1) }));
    for (const { follower, chats, leg = { follower, start: new Map() } } of [...people.followers, ...newcomers, ...roving]) {
      for (const chat of chats) {
        const wrong = () => wrongWithLeg(leg, chat, lines.get(chat), true);
        while (wrong() && Date.now() < began + catchUpMs) await follower.nextNews(500);
        assert.equal(wrong(), undefined, `${follower.role} from ${leg.opened ? 'an opened page' : JSON.stringify([...leg.start])}`);
      }
    }
    await Promise.all(newcomers.map(({ follower }) => follower.stop()));
    for (const { rover, chats } of people.rovers) {
      for (const leg of rover.legs.slice(0, -1)) for (const chat of chats) assert.equal(wrongWithLeg(leg, chat, lines.get(chat), false), undefined);
    }
    return { lines, ms: Date.now() - began };
  }

  function everyLineIsStoredOnce(lines) {
    const said = [...people.scribes.flatMap((scribe) => scribe.lines), ...faults.lines];
    for (const chat of people.chats) {
      const keys = (list) => list.map(({ from, clientId, text }) => `${from} ${clientId} ${text}`).sort();
      assert.equal(difference(keys(lines.get(chat)), keys(said.filter((line) => line.chat === chat))), undefined);
      const places = new Map(lines.get(chat).map(({ clientId, seq }) => [clientId, seq]));
      for (const scribe of people.scribes.filter((one) => one.chat === chat)) {
        const seqs = scribe.lines.map(({ seq }) => seq);
        assert.deepEqual(scribe.lines.map(({ clientId }) => places.get(clientId)), seqs, 'the place that was acknowledged');
        assert.deepEqual(seqs, [...seqs].sort((a, b) => a - b), 'in the order of writing');
      }
    }
  }

  for (let number = 1; number <= rounds; ++number) {
    test(`round ${number}: everybody has seen what is stored, and what was acknowledged is stored once`, async () => {
      await round(number);
      await lastWords();
      const { lines, ms } = await everybodyHasAll();
      everyLineIsStoredOnce(lines);
      const total = [...lines.values()].reduce((sum, list) => sum + list.length, 0);
      console.log(`delivery: round ${number}, seed ${chance.seed}: ${total} lines stored so far, looked up and all seen ${ms} ms after the last`);
    });
  }

  // A line that comes while a poll is between its look and its place in the parking lot: nobody else's news helps here.
  test('two lines in quick succession, again and again: nobody waits for the second', async () => {
    await Promise.all(people.chats.map(async (chat) => {
      const scribes = people.scribes.filter((scribe) => scribe.chat === chat);
      const readers = people.followers.filter(({ chats }) => chats.includes(chat)).map(({ follower }) => follower);
      const source = chance.of(`pairs ${chat}`);
      for (let i = 0; i < pairs; ++i) {
        await scribes[0].writeLine();
        await pause(source.between(0, 6));
        await scribes[3].writeLine();
        const { text } = scribes[3].lines.at(-1);
        for (const reader of readers) {
          const came = () => heardOf(reader, chat).some((message) => message.text === text);
          for (const end = Date.now() + catchUpMs; !came();) {
            assert.ok(Date.now() < end, `the ${reader.role} waits for the second line of pair ${i}`);
            await reader.nextNews(end - Date.now());
          }
        }
      }
    }));
    everyLineIsStoredOnce((await everybodyHasAll()).lines);
  });

  test('there was trouble enough', async () => {
    const counts = { ...faults.counts, jumps: people.rovers.reduce((sum, { rover }) => sum + rover.legs.length - 1, 0) };
    for (const scribe of people.scribes) for (const [name, count] of Object.entries(scribe.counts)) counts[name] = (counts[name] ?? 0) + count;
    console.log(`delivery: seed ${chance.seed}: ${JSON.stringify(counts)}`);
    for (const [name, count] of Object.entries(counts)) assert.ok(count >= 3, `${name}: ${count}`);
    await Promise.all([...people.followers.map(({ follower }) => follower.stop()), ...people.rovers.map(({ rover }) => rover.stop())]);
    await faults.close();
  });
});
