// Which passwords a counselor may choose.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importPage } from '../lib/pages.mjs';

const { weakness } = await importPage('lib/password_strength.js');

test('fewer than 12 characters are too short and more than 256 too long, counted as people count', () => {
  for (const short of ['', 'kurz', 'elf-zeichen', '👋🌍'.repeat(5), 'Zu\u0308richsee'.normalize('NFC')]) assert.equal(weakness(short, 'anna'), 'short', short);
  assert.equal(weakness('xkq-Wolke 7 Pfanne '.repeat(14), 'anna'), 'long');
});

test('what others try first is refused', () => {
  for (const common of ['passwort1234', 'Passwort2026!', 'P@ssw0rt!!!!!', 'qwertzuiop123', '123456789012', 'abcdefghijklm', 'aaaaaaaaaaaaaa', 'abcabcabcabcabc', 'anna12345678', 'annaannaanna1',
    'geheimgeheim1', 'beratung-2026!', 'IchLiebeDich2026', 'sommer2026sommer', '1q1q1q1q1q1q1q', 'asdfghjkl1234', '31121985 31121985', 'gehe1m_anna_1']) {
    assert.equal(weakness(common, 'anna'), 'common', common);
  }
});

test('the parts of the own login count for little, those of another for much', () => {
  assert.equal(weakness('maximiliane-77', 'maximiliane.moser'), 'common');
  assert.equal(weakness('maximiliane-77', 'anna'), null);
});

test('a few words and random characters are good', () => {
  for (const good of ['korrekt Pferd Batterie', 'wolke-pfanne-rad', 'xK9#mQ2vL7!p', 'vier blaue Elefanten', 'tjkmw-qfzpr-hb']) assert.equal(weakness(good, 'anna'), null, good);
});
