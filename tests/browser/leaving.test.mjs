// Leaving: the quick exit, closing the page, ending, and that nothing can be seen afterwards.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventually } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { topics } from '../lib/demo.mjs';

const portal = `/${topics.young.slug}`;

describe('leaving quickly', () => {
  const world = suite();
  const state = (id) => world.stack.value(`SELECT state FROM chats WHERE public_id = UNHEX('${id}')`);

  const exits = {
    'by the button': (seeker) => seeker.click('.quick-exit'),
    'by Esc twice': (seeker) => seeker.escape(2),
  };
  for (const [name, leave] of Object.entries(exits)) {
    test(`${name}: another page, no way back, ended on the server, and the counselor sees how`, async () => {
      const { seeker, counselor, id } = await world.devices.meet();
      await seeker.write('Da kommt jemand');
      await counselor.receives('Da kommt jemand');
      const entries = await seeker.page.evaluate(() => history.length);
      await leave(seeker);
      await seeker.titled('Kartoffelsuppe');
      assert.equal(new URL(seeker.page.url()).pathname, '/rezept');
      assert.equal(await seeker.page.evaluate(() => history.length), entries, 'the page was replaced, not left behind');
      await counselor.reads('Schnell verlassen');
      assert.equal(await state(id), 'ended');
      // Back leads to what was before the first page of ours.
      await seeker.page.goBack().catch(() => {});
      await seeker.lacks('Da kommt jemand', topics.young.team);
      await seeker.go(portal);
      await seeker.see('.portal, .goodbye');
      await seeker.lacks('Da kommt jemand');
    });
  }

  test('the seeker\'s other tabs leave as well', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const other = await seeker.tab();
    await other.goto(`${world.stack.origin}${portal}?lang=de`);
    await seeker.see('.conversation', other);
    await seeker.page.bringToFront();
    await seeker.click('.quick-exit');
    for (const page of [seeker.page, other]) await seeker.titled('Kartoffelsuppe', page);
    await counselor.reads('Schnell verlassen');
  });

  test('while waiting: the request is withdrawn', async () => {
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    await seeker.click('.quick-exit');
    await eventually('withdrawn', async () => (await world.stack.count('chats', "state = 'withdrawn' AND quick_exit")) === 1);
  });

  /// The server hears nothing of what this page calls last: the device is offline, or the call is lost on its way.
  const lost = {
    'while offline': (page) => page.setOfflineMode(true),
    'and the call is lost': async (page) => {
      await page.setRequestInterception(true);
      page.on('request', (request) => (request.url().endsWith('/seeker/end') ? request.abort() : request.continue()));
    },
  };
  const waysOut = {
    'leaves quickly': (seeker) => seeker.click('.quick-exit'),
    // Its browser is gone at once: a closing page could still send a call, which the emulated loss of the network lets through.
    'ends, and the device dies': async (seeker) => {
      await seeker.click('#end, #leave');
      await seeker.click('dialog .button--danger');
      await seeker.see('.goodbye');
      const session = await seeker.page.createCDPSession();
      const died = new Promise((resolve) => { seeker.page.once('error', resolve); });
      session.send('Page.crash').catch(() => {}); // never answered
      await died;
    },
  };
  const over = (state, isQuick) => world.stack.count('chats', `state = '${state}' AND ${isQuick ? '' : 'NOT'} quick_exit AND ended_at > NOW(3) - INTERVAL 1 HOUR`);

  for (const [way, how, state] of [
    ['leaves quickly', 'while offline', 'ended'],
    ['leaves quickly', 'and the call is lost', 'withdrawn'],
    ['ends, and the device dies', 'while offline', 'withdrawn'],
    ['ends, and the device dies', 'while offline', 'ended'],
  ]) {
    test(`somebody ${way} ${how} (${state}): the next visit tells the server first, and shows the start`, async () => {
      const { seeker, counselor } = state === 'ended' ? await world.devices.meet() : { seeker: await world.devices.seeker() };
      if (!counselor) await seeker.enqueue();
      const next = await seeker.tab();
      await seeker.page.bringToFront();
      await lost[how](seeker.page);
      await waysOut[way](seeker);
      await seeker.page.close();
      assert.equal(await over(state, way === 'leaves quickly'), 0, 'the server knows nothing yet');
      seeker.complaints = seeker.complaints.filter((complaint) => !/ERR_/.test(complaint));
      seeker.page = next;
      await seeker.go(portal);
      await seeker.see('.portal #start');
      await seeker.lacks('Ratsuchende_r', topics.young.team);
      assert.deepEqual(await seeker.stored(), { local: 0, session: 0, databases: 0, caches: 0, workers: 0, cookies: [] });
      assert.equal(await over(state, way === 'leaves quickly'), 1);
      await counselor?.reads(way === 'leaves quickly' ? 'Schnell verlassen' : 'Der Chat wurde beendet.');
    });
  }

  test('the start page tells the server as well', async () => {
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    const next = await seeker.tab();
    await seeker.page.bringToFront();
    await seeker.page.setOfflineMode(true);
    await seeker.click('.quick-exit');
    seeker.complaints = [];
    await next.bringToFront();
    await next.goto(`${world.stack.origin}/?lang=de`);
    await seeker.see('.topics', next);
    assert.deepEqual((await seeker.stored(next)).cookies, []);
    assert.equal(await over('withdrawn', true), 1);
  });

  test('one Esc alone, or two far apart, leave nothing', async () => {
    const seeker = await world.devices.seeker();
    await seeker.portal();
    await seeker.page.keyboard.press('Escape');
    await new Promise((resolve) => setTimeout(resolve, 1700)); // longer than the moment in which two count as twice
    await seeker.page.keyboard.press('Escape');
    assert.equal(new URL(seeker.page.url()).pathname, portal);
  });

  test('the way from the start page leaves no entry behind either', async () => {
    const seeker = await world.devices.seeker();
    await seeker.go('/');
    const entries = await seeker.page.evaluate(() => history.length);
    await Promise.all([seeker.page.waitForNavigation(), seeker.click('.topics__link')]);
    await seeker.see('#start');
    await seeker.click('#start');
    await seeker.see('#confirm');
    assert.equal(await seeker.page.evaluate(() => history.length), entries);
  });
});

describe('the end', () => {
  const world = suite();

  test('the seeker ends: signed out at once; back, reload and the old address show nothing', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await seeker.write('Ein Geheimnis');
    await counselor.receives('Ein Geheimnis');
    await seeker.end();
    await counselor.reads('Der Chat wurde beendet.');
    for (const way of [() => seeker.page.reload(), () => seeker.page.goBack(), () => seeker.go(portal)]) {
      await way().catch(() => {});
      await seeker.lacks('Ein Geheimnis');
    }
    await seeker.see('#start');
    assert.equal(await counselor.page.$('.composer:not([hidden])'), null, 'nobody writes into an ended chat');
  });

  test('the counselor ends: asked once, "Abbrechen" changes nothing, then the seeker reads the goodbye that fits', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await counselor.click('#end');
    await counselor.click('dialog .button--quiet');
    await seeker.write('Noch da');
    await counselor.receives('Noch da');
    await seeker.type('angefangen und nicht gesendet');
    await counselor.end();
    await seeker.reads('Deine Berater_in hat den Chat beendet');
    await seeker.lacks('Noch da', 'angefangen');
    assert.deepEqual((await seeker.stored()).cookies, []);
  });

  test('a line that was on its way is named as not delivered', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await seeker.page.setRequestInterception(true);
    seeker.page.on('request', (request) => (request.method() === 'PUT' ? request.abort() : request.continue()));
    await seeker.write('Diese Zeile kommt nie an');
    await seeker.see('.message--pending');
    await counselor.end();
    await seeker.reads('Was du zuletzt gesendet hast, wurde nicht mehr zugestellt.');
    await seeker.lacks('kommt nie an');
  });

  test('an admin disables the counselor: both are told', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await world.stack.must('admin', ['counselor', 'disable', 'anna']);
    await seeker.reads('Das liegt nicht an dir');
    await counselor.reads('Ihr Zugang wurde gesperrt');
    await counselor.lacks('Ratsuchende_r');
    await world.stack.must('admin', ['counselor', 'enable', 'anna']);
  });

  test('the window: warned at 15 and 5 minutes, over for both at 180:00', async () => {
    const { seeker, counselor, id } = await world.devices.meet();
    const accepted = (secondsAgo) => world.stack.sql(`UPDATE chats SET accepted_at = NOW(3) - INTERVAL ${secondsAgo} SECOND, last_seq = last_seq + 1, moved_at = NOW(3) WHERE public_id = UNHEX('${id}')`);
    await accepted(166 * 60);
    for (const device of [seeker, counselor]) await device.reads('endet in 15 Minuten');
    await accepted(176 * 60);
    for (const device of [seeker, counselor]) await device.reads('endet in 5 Minuten');
    await accepted(180 * 60 - 3);
    await seeker.reads('Die Zeit ist um');
    await counselor.reads('Die 180 Minuten sind um.');
    assert.equal(await world.stack.value(`SELECT state FROM chats WHERE public_id = UNHEX('${id}')`), 'running', 'the janitor has not run');
    assert.equal(await counselor.page.$('.composer:not([hidden])'), null);
  });

  test('48 hours later it vanishes from the open page as well', async () => {
    const { seeker, counselor, id } = await world.devices.meet();
    await seeker.write('Bald gelöscht');
    await counselor.receives('Bald gelöscht');
    await seeker.end();
    await counselor.reads('wird am');
    const ended = (secondsAgo) => world.stack.sql(`UPDATE chats SET ended_at = NOW(3) - INTERVAL ${secondsAgo} SECOND, accepted_at = ended_at - INTERVAL 1 HOUR WHERE public_id = UNHEX('${id}')`);
    await ended(47 * 3600);
    await counselor.page.reload();
    await counselor.receives('Bald gelöscht');
    await ended(48 * 3600 - 10);
    await counselor.page.reload();
    await counselor.reads('Diesen Chat gibt es nicht mehr');
    await counselor.lacks('Bald gelöscht');
    assert.equal(await counselor.page.$('.entry'), null, 'gone from the list');
    assert.equal(await world.stack.value(`SELECT state FROM chats WHERE public_id = UNHEX('${id}')`), 'ended', 'the janitor has not run');
  });
});
