// A planted text, a planted document with its name, and every key that could open it, are searched for: on the server's disk, and in the profile of the seeker's browser.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { openBrowser, SeekerDevice } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { findInFiles } from '../lib/files.mjs';
import { openRawKeys, openSealedKey } from '../lib/insider.mjs';
import { needlesOf } from '../lib/needles.mjs';
import { onDisk, pdf } from '../lib/plain_files.mjs';
import { findInTables } from '../lib/tables.mjs';

const planted = {
  seeker: 'Gepflanzter-Satz-4711 über zu Hause', counselor: 'Gepflanzte-Antwort-0815 für dich', name: 'Gepflanzter-Name-3141', content: 'Gepflanzter-Inhalt-2718 des Dokuments',
};
const everywhere = ['data', 'log', 'tmp', 'etc', 'run', 'keys'];

/// Lines both ways, and a document under its own name.
async function talk(seeker, counselor) {
  await seeker.write(planted.seeker);
  await counselor.receives(planted.seeker);
  await counselor.write(planted.counselor);
  await seeker.receives(planted.counselor);
  await counselor.pick(...onDisk({ [`${planted.name}.pdf`]: Buffer.concat([pdf({ size: 400_000 }), Buffer.from(planted.content)]) }));
  await counselor.click('#send-document');
  await seeker.sees(`${planted.name}.pdf`);
}

/// What the seeker's page keeps for a reload, opened with the share that the server gives to its session.
async function seekersPrivateKey(seeker) {
  const kept = JSON.parse(await seeker.page.evaluate(() => sessionStorage.getItem('caritas:key')));
  const share = await seeker.page.evaluate(async () => (await (await fetch('/api/v1/seeker/share')).json()).share);
  return { sealed: kept.sealed, privateKey: await openSealedKey(kept, share) };
}

describe('what is planted in a chat', () => {
  const world = suite();

  test('is never found on the server\'s disk, nor is a key that opens it: while it runs, after the end, after it is erased', async () => {
    const { stack } = world;
    const { seeker, counselor, id } = await world.devices.meet();
    await talk(seeker, counselor);
    const keys = { ...(await openRawKeys(stack, id)), 'private key of the seeker': (await seekersPrivateKey(seeker)).privateKey };
    assert.deepEqual(Object.keys(keys).sort(), ['conversation key', 'key of the private key', 'password', 'private key of the counselor', 'private key of the seeker']);
    const needles = Object.assign({}, ...Object.entries({ ...planted, ...keys }).map(([name, secret]) => needlesOf(name, secret)));
    const secrets = { ...planted, ...keys };
    const found = async () => [...findInFiles(stack, everywhere, needles).hits, ...(await findInTables(stack, secrets))];
    const control = () => findInFiles(stack, everywhere, { id: Buffer.from(id, 'hex') }).hits.map((hit) => hit.split('/')[0]);

    assert.ok(control().includes('data'), 'the search finds what is there');
    assert.deepEqual(await found(), [], 'while it runs');
    await seeker.end();
    await counselor.reads('Der Chat wurde beendet.');
    assert.deepEqual(await found(), [], 'after the end');
    await stack.sql('UPDATE chats SET accepted_at = accepted_at - INTERVAL 3 DAY, ended_at = ended_at - INTERVAL 3 DAY; SELECT 1');
    assert.equal((await stack.tidy()).messages_removed, 3);
    assert.deepEqual(await found(), [], 'after it is erased');
    await seeker.lacks(...Object.values(planted));
  });

  test('is never found in the profile of the seeker\'s browser, nor is its key', async () => {
    const profile = mkdtempSync(join(tmpdir(), 'caritas-profile-'));
    const browser = await openBrowser({ userDataDir: profile });
    const seeker = new SeekerDevice(world.stack, browser);
    seeker.context = browser.defaultBrowserContext();
    seeker.page = await seeker.tab();
    try {
      const counselor = await world.devices.counselor();
      await counselor.signIn();
      await seeker.enqueue();
      await counselor.accept();
      await seeker.begin();
      await talk(seeker, counselor);
      const { privateKey } = await seekersPrivateKey(seeker);
      const needles = Object.assign({}, ...Object.entries({ ...planted, 'private key': privateKey }).map(([name, secret]) => needlesOf(name, secret)));
      const found = () => findInFiles({ folder: profile }, ['.'], needles);
      assert.deepEqual(found().hits, [], 'while it runs');
      await seeker.end();
      assert.deepEqual(found().hits, [], 'after the end');
      await browser.close();
      const after = found();
      assert.deepEqual(after.hits, [], 'after the browser was closed');
      assert.ok(after.read > 20, `${after.read} files`);
      assert.notDeepEqual(findInFiles({ folder: profile }, ['.'], { site: `localhost:${world.stack.port}` }).hits, [], 'the search finds what is there');
    } finally {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    }
  });
});
