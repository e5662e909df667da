// caritas-admin: every subcommand, what it prints, what it refuses with a sentence, and how fast people feel it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { counselors, topics } from '../lib/demo.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { choosePassword } from '../lib/password.mjs';
import { Counselor, makeChat, signedIn } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';

describe('topics by caritas-admin', () => {
  const stack = useStack({ people: ['anna'] });
  afterEach(() => stack.startDatabase());
  const admin = (...args) => stack.admin(args);

  const teamNames = (slug) => Promise.all(['de', 'en'].map(async (language) => (await new Client(stack, { language }).get(`/topics/${slug}`)).json.topic.teamName));

  async function refuses(args, sentence, input, code = 1) {
    const result = await stack.admin(args, input);
    assert.equal(result.code, code, `${args.join(' ')}: ${result.stdout}${result.stderr}`);
    assert.match(result.stderr, sentence);
    assert.equal(result.stdout, '');
  }

  test('add: seen by everybody at once, with what was given and the defaults', async () => {
    const added = await admin('topic', 'add', 'sucht-2', '--name-de', 'Süchte & <mehr>', '--name-en', 'Addictions');
    assert.equal(added.code, 0, added.stderr);
    const { topic } = (await new Client(stack, { language: 'en' }).get('/topics/sucht-2')).json;
    assert.deepEqual(topic, { slug: 'sucht-2', name: 'Addictions', summary: '', address: 'du', teamName: 'Addictions team', open: true, onlineCounsellingUrl: null, offerAfterSeconds: 600 });
    assert.equal((await new Client(stack).get('/topics')).json.topics.find((one) => one.slug === 'sucht-2').name, 'Süchte & <mehr>');
    assert.equal((await new Client(stack).get('/topics/sucht-2')).json.topic.teamName, 'Team Süchte & <mehr>');
    const { json } = await new Client(stack).get(`/topics/${topics.pregnancy.slug}`);
    assert.deepEqual([json.topic.address, json.topic.teamName, json.topic.onlineCounsellingUrl], ['sie', topics.pregnancy.team, topics.pregnancy.online]);
  });

  test('add refuses what cannot be, and nothing is added', async () => {
    const was = await stack.count('topics');
    const names = ['--name-de', 'X', '--name-en', 'X'];
    await refuses(['topic', 'add', topics.young.slug, ...names], /There is a topic "kinder-jugendliche" already\./);
    for (const slug of ['Groß', 'zwei wörter', 'doppel--strich', 'ende-', '../x', 'x'.repeat(65), '']) {
      await refuses(['topic', 'add', slug, ...names], /A slug has small letters, digits and single hyphens only, 64 at most\./);
    }
    for (const slug of ['beratung', 'rezept', 'vendor']) await refuses(['topic', 'add', slug, ...names], /is taken by a page of our own/);
    await refuses(['topic', 'add', 'neu', ...names, '--online-counselling', 'http://example.org'], /must begin with https:\/\//);
    await refuses(['topic', 'add', 'neu', ...names, '--online-counselling', 'javascript:alert(1)'], /must begin with https:\/\//);
    assert.equal(await stack.count('topics'), was);
    for (const args of [['topic', 'add', 'neu'], ['topic', 'add', 'neu', ...names, '--address', 'ihr'], ['topic'], ['topic', 'fly'], [], ['topic', 'open']]) {
      const { code, stderr } = await stack.admin(args);
      assert.ok(code !== 0 && stderr.length > 0, `${args}: ${code} ${stderr}`);
    }
    assert.equal(await stack.count('topics'), was);
  });

  test('set: changes what is named and nothing else, and refuses what add refuses', async () => {
    const slug = topics.pregnancy.slug;
    const before = (await new Client(stack).get(`/topics/${slug}`)).json.topic;
    assert.equal((await admin('topic', 'set', slug, '--name-de', 'Rund um die Geburt', '--team-de', 'Geburts-Team')).code, 0);
    assert.deepEqual((await new Client(stack).get(`/topics/${slug}`)).json.topic, { ...before, name: 'Rund um die Geburt', teamName: 'Geburts-Team' });
    assert.deepEqual(await teamNames(slug), ['Geburts-Team', topics.pregnancy.teamEn]);
    assert.equal((await admin('topic', 'set', slug, '--team', 'Elterngruppe', '--team-en', 'Parents')).code, 0);
    assert.deepEqual(await teamNames(slug), ['Elterngruppe', 'Parents']);
    await refuses(['topic', 'set', slug, '--team-en', ' '], /The team's name needs 1 to 120 characters/);
    await refuses(['topic', 'set', slug, '--team', 'x'.repeat(121)], /The team's name needs 1 to 120 characters/);
    assert.equal((await admin('topic', 'set', slug, '--online-counselling', '')).code, 0);
    assert.equal((await new Client(stack).get(`/topics/${slug}`)).json.topic.onlineCounsellingUrl, null);
    await refuses(['topic', 'set', slug, '--name-en', ' '], /need 1 to 120 characters/);
    await refuses(['topic', 'set', slug, '--online-counselling', 'http://example.org'], /must begin with https:\/\//);
    await refuses(['topic', 'set', 'gibt-es-nicht', '--team', 'X'], /There is no topic/);
    assert.equal((await admin('topic', 'set', slug, '--name-de', before.name, '--team-de', before.teamName, '--team-en', topics.pregnancy.teamEn, '--online-counselling', before.onlineCounsellingUrl)).code, 0);
    assert.deepEqual((await new Client(stack).get(`/topics/${slug}`)).json.topic, before);
  });

  test('open and close: those who wait and those who are at the portal learn it', async () => {
    const { seeker } = await makeChat(stack, { state: 'waiting' });
    const page = seeker.follow();
    await page.until('open', () => page.chat?.topicOpen === true);
    assert.equal((await admin('topic', 'close', topics.young.slug)).code, 0);
    await page.until('closed', () => page.chat.topicOpen === false);
    assert.equal((await new Client(stack).get(`/topics/${topics.young.slug}`)).json.topic.open, false);
    assert.equal(page.chat.state, 'waiting', 'the place is kept');
    const anna = await signedIn(stack);
    assert.equal((await anna.tryAccept(seeker.chat.id)).status, 200, 'who waits already is still taken');
    assert.equal((await admin('topic', 'open', topics.young.slug)).code, 0);
    assert.equal((await new Client(stack).get(`/topics/${topics.young.slug}`)).json.topic.open, true);
    await page.stop();
    await seeker.end();
    await refuses(['topic', 'close', 'gibt-es-nicht'], /There is no topic "gibt-es-nicht"\./);
  });

  test('list: slug, open or closed, who waits and who talks', async () => {
    const [waiting, running] = [await makeChat(stack, { state: 'waiting' }), await makeChat(stack)];
    const { stdout } = await admin('topic', 'list');
    assert.match(stdout, /^kinder-jugendliche +open +du +waiting=1 running=1 +Kinder und Jugendliche$/m);
    assert.match(stdout, /^schwangerschaft +open +sie +waiting=0 running=0 +Schwangerschaft$/m);
    await Promise.all([waiting.seeker.end(), running.seeker.end()]);
  });

  test('check and migrate', async () => {
    assert.match((await admin('check')).stdout, /^The configuration is readable, the database answers, [1-9]\d* migrations are applied\.\n$/);
    // The admin's own role may not change tables.
    assert.notEqual((await admin('migrate', '--sql', join(stack.folder, 'app/sql'))).code, 0);
  });

  test('the database is away: exit code 2 and a sentence', async () => {
    await stack.stopDatabase();
    for (const args of [['topic', 'list'], ['counselor', 'list'], ['check'], ['topic', 'close', topics.young.slug]]) {
      await refuses(args, /^caritas-admin: The database cannot be reached \(error \d+\)\.\n$/, '', 2);
    }
  });
});

describe('counselors by caritas-admin', () => {
  const stack = useStack({ people: ['anna', 'ben'] });
  const password = 'ein-langes-passwort';
  const admin = (args, input) => stack.admin(args, input);

  test('the password comes from standard input, with and without a line break, and is nowhere else', async () => {
    for (const [login, input] of [['eva', `${password}\n`], ['frida', password], ['gerd', `${password}\nzweite Zeile\n`]]) {
      const added = await admin(['counselor', 'add', login, '--topic', topics.young.slug], input);
      assert.equal(added.code, 0, added.stderr);
      assert.ok(!`${added.stdout}${added.stderr}`.includes(password));
      const { me } = await new Counselor(stack).signIn({ login, password });
      assert.deepEqual([me.login, me.passwordIsInitial], [login, true]);
    }
    const help = await admin(['counselor', 'add', '--help']);
    assert.ok(!/--password/.test(help.stdout), 'no option that would put it into the list of processes');
    const given = await admin(['counselor', 'add', 'hanna', '--password', password]);
    assert.notEqual(given.code, 0);
    assert.equal(await stack.count('counselors', "login = 'hanna'"), 0);
  });

  test('passwords that are refused, and nothing is added', async () => {
    for (const [input, sentence] of [['', /No password was given\./], ['kurz\n', /at least 12 characters/], [`${'x'.repeat(257)}\n`, /256 characters at most/], ['\n', /at least 12/]]) {
      const { code, stderr } = await admin(['counselor', 'add', 'ida', '--topic', topics.young.slug], input);
      assert.equal(code, 1, stderr);
      assert.match(stderr, sentence);
    }
    const bytes = await admin(['counselor', 'add', 'ida'], Buffer.from([...Buffer.from('zwölf-zeichen'), 0xff, 0x0a]));
    assert.match(bytes.stderr, /letters without accents/);
    assert.equal(await stack.count('counselors', "login = 'ida'"), 0);
  });

  test('a login that exists (in any case), a topic that does not', async () => {
    for (const login of ['anna', 'ANNA']) assert.match((await admin(['counselor', 'add', login], `${password}\n`)).stderr, /There is a counselor "\w+" already/);
    const unknown = await admin(['counselor', 'add', 'jan', '--topic', topics.young.slug, '--topic', 'gibt-es-nicht'], `${password}\n`);
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /There is no topic "gibt-es-nicht"\./);
    assert.equal(await stack.count('counselors', "login = 'jan'"), 0, 'not half added');
    for (const args of [['password', 'niemand'], ['disable', 'niemand'], ['enable', 'niemand'], ['assign', 'niemand', topics.young.slug], ['unassign', 'niemand', topics.young.slug]]) {
      const { code, stderr } = await admin(['counselor', ...args], `${password}\n`);
      assert.equal(code, 1, `${args}`);
      assert.match(stderr, /There is no counselor "niemand"\./);
    }
    assert.match((await admin(['counselor', 'assign', 'anna', 'gibt-es-nicht'])).stderr, /There is no topic "gibt-es-nicht"\./);
  });

  test('what seekers see: the display name, else the team', async () => {
    await admin(['counselor', 'add', 'klara', '--display-name', 'Frau Sommer', '--topic', topics.young.slug], `${password}\n`);
    const { seeker } = await makeChat(stack, { counselor: await new Counselor(stack).begin({ login: 'klara', password }) });
    assert.equal((await seeker.get('/seeker/events')).json.chat.counselorName, 'Frau Sommer');
    await seeker.end();
  });

  test('an empty display name is none, also of a new counselor', async () => {
    await admin(['counselor', 'add', 'karl', '--display-name=', '--topic', topics.young.slug], `${password}\n`);
    const { seeker } = await makeChat(stack, { counselor: await new Counselor(stack).begin({ login: 'karl', password }) });
    assert.equal((await seeker.get('/seeker/events')).json.chat.counselorName, topics.young.team);
    seeker.language = 'en';
    assert.equal((await seeker.get('/seeker/events')).json.chat.counselorName, topics.young.teamEn);
    await seeker.end();
    const topic = ['topic', 'set', topics.pregnancy.slug];
    await admin([...topic, '--online-counselling=']);
    assert.equal(await stack.value(`SELECT online_counselling_url FROM topics WHERE slug = '${topics.pregnancy.slug}'`), null);
    await admin([...topic, `--online-counselling=${topics.pregnancy.online}`]);
  });

  test('set: another display name, and the team again', async () => {
    const { seeker } = await makeChat(stack);
    const name = async () => (await seeker.get('/seeker/events')).json.chat.counselorName;
    for (const [words, seen] of [[['--display-name', 'Frau Winter'], 'Frau Winter'], [['--display-name', ''], topics.young.team],
      [['--display-name=Frau = Sommer'], 'Frau = Sommer'], [['--display-name='], topics.young.team]]) {
      const { code, stderr } = await admin(['counselor', 'set', 'anna', ...words]);
      assert.equal(code, 0, stderr);
      assert.equal(await name(), seen);
    }
    for (const [args, sentence] of [[['anna'], /--display-name is missing/], [['niemand', '--display-name', 'X'], /There is no counselor/],
      [['anna', '--display-name', 'x'.repeat(121)], /1 to 120 characters/]]) {
      const { code, stderr } = await admin(['counselor', 'set', ...args]);
      assert.equal(code, 1);
      assert.match(stderr, sentence);
    }
    await seeker.end();
  });

  test('disable: sessions die at once, running chats end for the seeker with reason admin; enable lets in again', async () => {
    const ben = await signedIn(stack, counselors.ben);
    const { seeker, id } = await makeChat(stack, { counselor: ben });
    await seeker.send('Hallo?');
    const accepted = await makeChat(stack, { state: 'accepted', counselor: ben });
    const [page, second, desk] = [seeker.follow(), accepted.seeker.follow(), ben.follow()];
    for (const follower of [page, second, desk]) await follower.until('the first look', () => follower.answers > 0);
    const cookies = new Map(ben.cookies);
    assert.equal((await admin(['counselor', 'disable', 'ben'])).code, 0);
    await Promise.all([page.end('admin'), second.end('admin'), desk.end('disabled')]);
    ben.cookies = new Map(cookies);
    assertRefused(await ben.trySend(id, 'noch da?'), 'session_ended', { reason: 'disabled' });
    assertRefused(await new Counselor(stack).trySignIn(counselors.ben), 'wrong_login');
    assert.match((await admin(['counselor', 'list'])).stdout, /^ben +disabled /m);
    assert.equal((await admin(['counselor', 'enable', 'ben'])).code, 0);
    ben.cookies = new Map(cookies);
    assertRefused(await ben.get('/counselor/session'), 'session_ended', { reason: 'disabled' });
    const again = await signedIn(stack, counselors.ben);
    assert.equal((await again.get('/counselor/events')).json.chats.find((chat) => chat.id === id).endedBy, 'admin');
  });

  test('a seeker who waits learns that the last counselor was disabled', async () => {
    const ben = await signedIn(stack, counselors.ben);
    const desk = ben.follow();
    const { seeker } = await makeChat(stack, { state: 'waiting' });
    const page = seeker.follow();
    await page.until('somebody is there', () => page.chat?.counselorsOnline === true);
    await admin(['counselor', 'disable', 'ben']);
    await desk.end('disabled');
    await page.until('nobody is there', () => page.chat.counselorsOnline === false);
    await admin(['counselor', 'enable', 'ben']);
    await Promise.all([page.stop(), desk.stop()]);
    await seeker.end();
  });

  test('password: the old one is good no longer, all sessions die at once', async () => {
    const ben = await signedIn(stack, counselors.ben);
    const desk = ben.follow();
    await desk.until('the first look', () => desk.answers > 0);
    assert.equal((await admin(['counselor', 'password', 'ben'], `${password}\n`)).code, 0);
    await desk.end('password_changed');
    assertRefused(await new Counselor(stack).trySignIn(counselors.ben), 'wrong_login');
    await signedIn(stack, { login: 'ben', password });
    assert.equal((await admin(['counselor', 'password', 'ben'], 'kurz\n')).code, 1);
    await signedIn(stack, { login: 'ben', password });
    await choosePassword(stack, 'ben');
  });

  test('assign and unassign: the queue of a topic comes and goes on the open page; list says it', async () => {
    const ben = await signedIn(stack, counselors.ben);
    const { seeker, id } = await makeChat(stack, { state: 'waiting', slug: topics.pregnancy.slug });
    const desk = ben.follow();
    await desk.until('the first look', () => desk.answers > 0);
    assert.deepEqual(desk.requests, []);
    assert.equal((await admin(['counselor', 'assign', 'ben', topics.pregnancy.slug])).code, 0);
    await desk.until('the request', () => desk.requests.some((request) => request.id === id));
    assert.match((await admin(['counselor', 'list'])).stdout, /^ben +active +kinder-jugendliche schwangerschaft$/m);
    assert.equal((await admin(['counselor', 'assign', 'ben', topics.pregnancy.slug])).code, 0, 'twice is no error');
    assert.equal((await admin(['counselor', 'unassign', 'ben', topics.pregnancy.slug])).code, 0);
    await desk.until('no request', () => desk.requests.length === 0);
    assertRefused(await ben.tryAccept(id), 'not_found');
    await desk.stop();
    await seeker.end();
  });

  test('the passwords are Argon2id in the table, and no log or table holds one', async () => {
    assert.equal(await stack.count('counselors', "password_hash NOT LIKE '$argon2id$%'"), 0);
    for (const name of ['worker-1', 'mariadb', 'nginx', 'users', 'migrate']) {
      for (const secret of [password, counselors.anna.password, counselors.ben.password]) assert.ok(!stack.log(name).includes(secret), name);
    }
    assert.ok(readFileSync(join(stack.folder, 'log/worker-1.log')).length > 0, 'the log is where it is looked for');
  });
});
