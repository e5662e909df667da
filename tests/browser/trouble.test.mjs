// What happens when the line, the database or a worker is away while people write.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventually } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';

describe('trouble', () => {
  const world = suite();
  const stored = () => world.stack.count('messages');

  test('the database is away: the page says so, keeps what was typed, and sends it exactly once when it is back', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await seeker.write('Vorher');
    await counselor.receives('Vorher');
    await world.stack.stopDatabase();
    await seeker.write('Während');
    await seeker.write('Danach');
    await seeker.type('noch nicht abgeschickt');
    await seeker.see('.message--pending');
    await seeker.reads('Die Verbindung ist gerade unterbrochen');
    await world.stack.startDatabase();
    await counselor.receives('Während');
    await counselor.receives('Danach');
    await seeker.delivered('Danach');
    assert.deepEqual((await counselor.messages()).map(([, text]) => text), ['Vorher', 'Während', 'Danach'], 'in order, each once');
    assert.equal(await stored(), 3);
    assert.equal(await seeker.page.$eval('.composer__field', (field) => field.value), 'noch nicht abgeschickt');
    await seeker.page.waitForFunction(() => !document.body.innerText.includes('Die Verbindung ist gerade unterbrochen'));
  });

  test('a history that does not come to its end is said not to be whole', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await seeker.write('Ist alles da?');
    await counselor.receives('Ist alles da?');
    await counselor.page.setRequestInterception(true);
    const held = [];
    counselor.page.on('request', (request) => (request.method() === 'GET' && request.url().includes('/messages?') ? held.push(request) : request.continue()));
    await counselor.page.reload();
    await counselor.reads('Der Verlauf wird noch geladen.');
    for (const request of held) request.continue();
    await counselor.receives('Ist alles da?');
    await counselor.page.waitForFunction(() => !document.body.innerText.includes('Der Verlauf wird noch geladen.'));
  });

  test('a worker is killed: the chat goes on without a gap or a double', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const before = await stored();
    await seeker.write('eins');
    await counselor.receives('eins');
    await world.stack.killWorker();
    await seeker.write('zwei');
    await counselor.write('drei');
    await world.stack.startWorker();
    await counselor.receives('zwei');
    await seeker.receives('drei');
    await seeker.write('vier');
    await counselor.receives('vier');
    for (const device of [seeker, counselor]) {
      const lines = (await device.messages()).map(([, text]) => text);
      assert.deepEqual([...lines].sort(), ['drei', 'eins', 'vier', 'zwei']);
    }
    assert.equal((await stored()) - before, 4);
  });

  test('an answer that gets lost doubles nothing', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const before = await stored();
    let lost = 0;
    const network = await seeker.page.createCDPSession();
    // The server has got it when its answer comes; the page never hears of it.
    network.on('Fetch.requestPaused', ({ requestId }) => (++lost === 1
      ? network.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionReset' })
      : network.send('Fetch.continueRequest', { requestId })));
    await network.send('Fetch.enable', { patterns: [{ urlPattern: '*/messages/*', requestStage: 'Response' }] });
    await seeker.write('einmal');
    await counselor.receives('einmal');
    await seeker.delivered('einmal');
    await eventually('the page repeats it', () => lost === 2);
    assert.equal((await stored()) - before, 1);
    assert.equal((await counselor.messages()).filter(([, text]) => text === 'einmal').length, 1);
  });

  test('the seeker is offline for a while: shown as away, never thrown out', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const presence = (device, words) => device.page.waitForFunction((wanted) => document.querySelector('.conversation__presence').innerText.includes(wanted), {}, words);
    await presence(seeker, 'ist da');
    await seeker.page.setOfflineMode(true);
    await counselor.write('Hallo?');
    await presence(counselor, 'abwesend');
    await presence(seeker, 'gerade keine Verbindung');
    await counselor.write('Bist du noch da?');
    await seeker.write('im Tunnel geschrieben');
    await seeker.page.setOfflineMode(false);
    await seeker.receives('Bist du noch da?');
    await counselor.receives('im Tunnel geschrieben');
    for (const device of [counselor, seeker]) await presence(device, 'ist da');
    await counselor.page.setOfflineMode(true);
    await presence(counselor, 'gerade keine Verbindung');
    await counselor.screen('counselor-offline');
    await counselor.page.setOfflineMode(false);
    await presence(counselor, 'ist da');
  });

  test('the site is away when a page opens: it says so and comes up by itself', async () => {
    const seeker = await world.devices.seeker();
    await world.stack.stopDatabase();
    await seeker.go('/kinder-jugendliche');
    await seeker.reads('Gerade keine Verbindung');
    await world.stack.startDatabase();
    await seeker.see('#start');
  });

  test('ended while offline: the page forgets at once, and the server learns it when it can', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await seeker.write('Weg damit');
    await counselor.receives('Weg damit');
    await seeker.page.setOfflineMode(true);
    await seeker.click('#end');
    await seeker.click('dialog .button--danger');
    await seeker.reads('Bitte lass diese Seite offen');
    await seeker.lacks('Weg damit');
    await seeker.page.setOfflineMode(false);
    await seeker.see('.goodbye #portal');
    await counselor.reads('Der Chat wurde beendet.');
  });
});
