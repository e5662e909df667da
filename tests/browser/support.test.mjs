// A browser that lacks something is told so at the start, with numbers to call; and one that takes no cookies before anybody waits for it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { CounselorDevice, SeekerDevice } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { counselors, topics } from '../lib/demo.mjs';
import { eventually } from '../lib/wait.mjs';
import { openWebKit } from '../lib/webkit.mjs';

/// As browsers answer that do not know the curve (Web Cryptography, 14.3.6: "NotSupportedError").
function withoutCurve() {
  const { generateKey } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.generateKey = function (algorithm, ...rest) {
    const name = algorithm?.name ?? algorithm;
    return name === 'X25519' ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError')) : generateKey.call(this, algorithm, ...rest);
  };
}

describe('a browser without X25519', () => {
  const world = suite({ people: ['anna'] });

  for (const path of ['/', `/${topics.young.slug}`, '/beratung']) {
    test(`${path} names browsers that work, and numbers to call`, async () => {
      const device = await world.devices.seeker();
      await device.page.evaluateOnNewDocument(withoutCurve);
      await device.go(path);
      await device.see('[data-why=browser]');
      await device.reads('Mit diesem Browser klappt es leider nicht');
      await device.reads('Chrome und Edge ab Version 133, Firefox ab 130, Safari ab 17.4');
      await device.see('a[href="tel:116123"]');
      assert.equal(await device.page.$('#start, #login, .topics'), null, 'nothing that leads nowhere');
      assert.deepEqual((await device.stored()).cookies, []);
    });
  }
});

describe('a browser that takes no cookies (WebKit without TLS)', () => {
  const world = suite({ people: ['anna'] });
  let webkit;
  before(async () => { webkit = await openWebKit(); });
  after(() => webkit?.close());

  test('a seeker is told so, and no ghost stays in the queue', async (t) => {
    const seeker = await new SeekerDevice(world.stack, webkit).open();
    t.after(() => seeker.close());
    await seeker.portal();
    await seeker.click('#start');
    await seeker.click('#confirm');
    await seeker.reads('Dein Browser nimmt keine Cookies an');
    await seeker.see('#confirm');
    await eventually('the place is given up', async () => (await world.stack.count('chats', "state = 'withdrawn'")) === 1);
    assert.equal(await world.stack.count('chats', "state = 'waiting'"), 0);
    await seeker.click('#confirm');
    await eventually('the second one too', async () => (await world.stack.count('chats', "state = 'withdrawn'")) === 2);
  });

  test('a counselor is told so', async (t) => {
    const counselor = await new CounselorDevice(world.stack, webkit).open();
    t.after(() => counselor.close());
    await counselor.atDoor(counselors.anna);
    await counselor.reads('Dieser Browser nimmt keine Cookies an');
    await counselor.see('#login');
  });
});
