// A counselor's first sign-in and the own key: what is chosen, what is kept in the browser, and what is left of it afterwards.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { suite } from '../lib/browser_suite.mjs';
import { addCounselor, counselors, topics } from '../lib/demo.mjs';

describe('the first password', () => {
  const world = suite({ people: ['anna', 'ben'] });
  const own = 'wolke pfanne fahrrad';

  const keptKey = (device) => device.page.evaluate(() => Object.entries(localStorage));
  async function reload(device, selector) {
    await device.page.reload();
    await device.see(selector);
  }

  for (const language of ['de', 'en']) {
    test(`is chosen after the admin's, not weak, and then opens the desk (${language})`, async () => {
      const who = { login: `frida-${language}`, password: 'einmal-nur-7391', topics: [topics.young.slug] };
      await addCounselor(world.stack, who);
      const desk = await world.devices.counselor({ language });
      await desk.atDoor(who);
      await desk.see('.first-password');
      await desk.screen('counselor-first-password');
      const [same, short, common, differ] = language === 'de'
        ? ['Passwort der Verwaltung', 'mindestens 12 Zeichen', 'leicht zu erraten', 'sind verschieden']
        : ["administration's password", 'at least 12 characters', 'easy to guess', 'passwords differ'];
      for (const [wanted, again, sentence] of [[who.password, who.password, same], ['kurz', 'kurz', short], ['passwort1234', 'passwort1234', common], [own, `${own}!`, differ]]) {
        await desk.fill({ wanted, again });
        await desk.reads(sentence);
      }
      assert.deepEqual(await keptKey(desk), []);
      await desk.fill({ wanted: own, again: own });
      await desk.see('.desk');
      await reload(desk, '.desk');
      const elsewhere = await world.devices.counselor({ language });
      await elsewhere.atDoor(who);
      await elsewhere.reads(language === 'de' ? 'passen nicht zusammen' : 'do not match');
      await elsewhere.signIn({ ...who, password: own });
    });
  }

  test('after a reload before the choice the first password is asked for again, and is still good', async () => {
    const who = { login: 'gesa', password: 'einmal-nur-7391', topics: [topics.young.slug] };
    await addCounselor(world.stack, who);
    const desk = await world.devices.counselor();
    await desk.atDoor(who);
    await desk.see('.first-password');
    await reload(desk, '#login');
    await desk.reads('noch einmal mit dem ersten Passwort');
    await desk.atDoor(who);
    await desk.see('.first-password');
  });

  test('the own key survives a reload sealed, opens in a second tab, and is gone after signing out', async () => {
    const desk = await world.devices.counselor();
    await desk.signIn();
    const [[, kept], ...more] = await keptKey(desk);
    assert.deepEqual([more, Object.keys(JSON.parse(kept)).sort()], [[], ['publicKey', 'sealed']]);
    await reload(desk, '.desk');
    const tab = await desk.tab();
    await tab.goto(`${world.stack.origin}/beratung`);
    await tab.waitForSelector('.desk');
    await desk.page.bringToFront();
    await desk.click('#sign-out');
    await desk.see('#login');
    assert.deepEqual(await keptKey(desk), []);
  });

  test('a browser that lost it, or holds that of an earlier session, asks for the password', async () => {
    const desk = await world.devices.counselor();
    await desk.signIn();
    const [[name, kept]] = await keptKey(desk);
    await desk.page.evaluate(() => localStorage.clear());
    await reload(desk, '#login');
    await desk.reads('noch einmal Ihr Passwort');
    await desk.signIn();
    await desk.page.evaluate((place, earlier) => localStorage.setItem(place, earlier), name, kept);
    await reload(desk, '#login');
    await desk.reads('noch einmal Ihr Passwort');
    assert.deepEqual(await keptKey(desk), []);
  });

  test('a key that was changed on the server opens nothing, and the page says so', async () => {
    await world.stack.sql("UPDATE counselors SET public_key = REVERSE(public_key) WHERE login = 'ben'; SELECT 1");
    const desk = await world.devices.counselor();
    await desk.atDoor(counselors.ben);
    await desk.reads('Ihr Schlüssel lässt sich nicht öffnen');
    assert.deepEqual(await keptKey(desk), []);
  });
});
