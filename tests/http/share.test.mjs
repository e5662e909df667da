// What the server keeps for a session alone lies under the seal of the hour: no file of the database holds it, while the session lives or after.
import assert from 'node:assert/strict';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { findInFiles } from '../lib/files.mjs';
import { needlesOf } from '../lib/needles.mjs';
import { makeChat } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';

describe("a session's share", () => {
  const stack = useStack({ people: ['anna'] });
  const sharesOf = async ({ seeker, counselor }) => ({
    seeker: (await seeker.must('GET', '/seeker/share')).share,
    counselor: (await counselor.must('GET', '/counselor/session')).share,
  });

  test('is in no table, no binary log and no redo log, sealed or not, until its end and after it', async () => {
    const people = await makeChat(stack);
    const shares = await sharesOf(people);
    const needles = {};
    for (const [who, share] of Object.entries(shares)) {
      assert.match(share, /^[0-9a-f]{64}$/);
      Object.assign(needles, needlesOf(who, Buffer.from(share, 'hex')));
    }
    const control = needlesOf('control', 'a-control-that-must-be-found');
    await stack.sql("UPDATE counselors SET display_name = 'a-control-that-must-be-found'; SELECT 1");
    const find = async (what) => {
      await stack.sql('FLUSH TABLES; FLUSH BINARY LOGS; SELECT 1');
      return findInFiles(stack, ['data', 'tmp', 'log'], what).hits;
    };
    assert.ok((await find(control)).length > 0, 'the search finds what is there');
    assert.deepEqual(await find(needles), []);
    assert.deepEqual(await sharesOf(people), shares, 'the same for the next page');
    await people.seeker.end();
    await people.counselor.must('DELETE', '/counselor/session');
    assert.deepEqual(await find(needles), []);
  });

  test('of a session that is used for more than a day is sealed anew, and stays the same', async () => {
    const people = await makeChat(stack);
    const { counselor } = await sharesOf(people);
    const epoch = () => stack.value('SELECT MAX(share_epoch) FROM counselor_sessions WHERE ended_reason IS NULL');
    const now = Number(await epoch());
    const acts = async () => {
      await stack.sql('UPDATE counselor_sessions SET acted_at = NOW(3) - INTERVAL 2 MINUTE WHERE ended_reason IS NULL; SELECT 1');
      return (await people.counselor.must('GET', '/counselor/session')).share;
    };
    assert.equal(await acts(), counselor);
    assert.equal(Number(await epoch()), now, 'not before');
    // As if it had begun 25 hours ago.
    renameSync(join(stack.folder, `keys/${now}.key`), join(stack.folder, `keys/${now - 25}.key`));
    await stack.sql(`UPDATE counselor_sessions SET share_epoch = ${now - 25} WHERE ended_reason IS NULL; SELECT 1`);
    assert.equal(await acts(), counselor);
    assert.ok(Number(await epoch()) >= now);
    await stack.tidy();
    assert.equal(await acts(), counselor, 'whatever becomes of the hour in which it began');
    await people.counselor.must('DELETE', '/counselor/session');
  });

  test('is gone with the key of its hour', async () => {
    const people = await makeChat(stack);
    await sharesOf(people);
    for (const name of readdirSync(join(stack.folder, 'keys'))) rmSync(join(stack.folder, 'keys', name));
    assert.equal((await people.seeker.get('/seeker/share')).status, 401);
  });
});
