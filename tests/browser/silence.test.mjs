// Calls that never get an answer, on a line that stays open: said after 10 s, made once more, and nobody is stuck.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { suite } from '../lib/browser_suite.mjs';
import { addCounselor, counselors, topics } from '../lib/demo.mjs';
import { UnreliableLine } from '../lib/unreliable_line.mjs';

const waiting = 'Es kommt noch keine Antwort';
const isCall = (method, pattern) => (call) => call.method === method && pattern.test(call.path);

describe('silence', () => {
  const world = suite();
  const line = () => UnreliableLine.start(world.stack);

  test('"Bestätigen", sign-in, "Chat starten", "Jetzt chatten", "Chat beenden": said, and done once', async () => {
    const lines = { seeker: await line(), counselor: await line() };
    const seeker = await world.devices.seeker({ line: lines.seeker });
    const counselor = await world.devices.counselor({ line: lines.counselor });
    await seeker.portal();
    await seeker.click('#start');
    lines.seeker.loses(isCall('POST', /enqueue$/), { arrive: true });
    lines.counselor.loses(isCall('POST', /session$/));
    await seeker.click('#confirm');
    await counselor.atDoor(counselors.anna);
    await Promise.all([seeker.reads(waiting), counselor.reads(waiting)]);
    await Promise.all([seeker.see('.waiting__name'), counselor.see('.desk')]);
    assert.equal(await world.stack.count('chats'), 1);

    lines.counselor.loses(isCall('POST', /accept$/));
    await counselor.click('.entry');
    await counselor.click('#accept');
    await counselor.reads(waiting);
    await counselor.click('#answer');
    await counselor.see('.conversation');

    // Nothing comes at all: the button is there again, and does it.
    lines.seeker.loses(isCall('POST', /begin$/), { times: Infinity });
    await seeker.click('#begin');
    await seeker.reads(waiting);
    await seeker.reads('Das hat gerade nicht geklappt');
    lines.seeker.mends();
    await seeker.click('#begin:not(:disabled)');
    await seeker.see('.conversation');

    lines.counselor.loses(isCall('POST', /end$/), { arrive: true });
    await counselor.click('#end');
    await counselor.click('dialog .button--danger');
    await counselor.see('.history__mark');
    await seeker.see('.goodbye #portal');
  });

  test('a line whose call is lost does not hold up what is behind it', async () => {
    const lines = { seeker: await line(), counselor: await line() };
    const counselor = await world.devices.counselor({ line: lines.counselor });
    await counselor.signIn();
    const seeker = await world.devices.seeker({ line: lines.seeker });
    await seeker.enqueue();
    await counselor.accept();
    await seeker.begin();
    const sides = [[seeker, counselor, lines.seeker], [counselor, seeker, lines.counselor]];
    for (const [side, , over] of sides) {
      over.loses(isCall('PUT', /messages/));
      await side.write('eins');
      await side.write('zwei');
    }
    for (const [side] of sides) await side.reads('Die Verbindung ist gerade unterbrochen');
    for (const [side, other] of sides) {
      await side.delivered('zwei');
      await other.receives('zwei');
      assert.deepEqual(await other.texts('.message--other .message__body'), ['eins', 'zwei']);
    }
    for (const [side] of sides) await side.page.waitForFunction(() => !document.body.innerText.includes('Die Verbindung ist gerade unterbrochen'));
  });

  test('a password whose change got no answer is taken, once', async () => {
    const [first, next] = ['wolke pfanne fahrrad', 'fahrrad wolke pfanne'];
    const who = { login: 'frida', password: 'einmal-nur-7391', topics: [topics.young.slug] };
    await addCounselor(world.stack, who);
    const over = await line();
    const counselor = await world.devices.counselor({ line: over });
    await counselor.atDoor(who);
    await counselor.see('.first-password');
    over.loses(isCall('PUT', /password$/), { arrive: true });
    await counselor.fill({ wanted: first, again: first });
    await counselor.reads(waiting);
    await counselor.see('.desk');
    await counselor.room('#/profil');
    await counselor.see('#current');
    over.loses(isCall('PUT', /password$/), { arrive: true });
    await counselor.fill({ current: first, wanted: next, again: next });
    await counselor.reads(waiting);
    await counselor.reads('Das Passwort ist geändert');
    const elsewhere = await world.devices.counselor();
    await elsewhere.signIn({ ...who, password: next });
  });
});
