// What a screen reader is told, and how often. Asked of the browser's own accessibility tree, which is what a screen reader gets.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventually } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { closeTopic, openTopic, topics } from '../lib/demo.mjs';

/// The live regions that a screen reader sees now: [{ isAtomic, lines }], each line being one piece of text.
async function liveRegions(page) {
  const session = await page.createCDPSession();
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const linesOf = (node) => node.role?.value === 'StaticText' ? [node.name.value] : (node.childIds ?? []).flatMap((id) => (byId.has(id) ? linesOf(byId.get(id)) : []));
  const property = (node, name) => node.properties?.find((candidate) => candidate.name === name)?.value.value;
  const isRoot = (node) => property(node, 'live') && (property(node, 'root') === undefined || property(node, 'root') === node.backendDOMNodeId);
  return nodes.filter((node) => !node.ignored && isRoot(node)).map((node) => ({ role: node.role?.value, isAtomic: property(node, 'atomic') === true, lines: linesOf(node) }));
}

const holding = async (device, text) => (await liveRegions(device.page)).filter(({ lines }) => lines.some((line) => line.includes(text)));

describe('a screen reader', () => {
  const world = suite();

  test('hears each of two lines once: the second does not bring the first again', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await counselor.write('erste');
    await counselor.write('zweite');
    await seeker.receives('zweite');
    await eventually('both are said', async () => (await holding(seeker, 'zweite')).length === 1);
    const [region] = await holding(seeker, `${topics.young.team}: zweite`);
    assert.equal(region.isAtomic, false, 'an atomic region is read as a whole with every change');
  });

  test('hears it as well while a dialog is open, and there only once', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await seeker.click('#end');
    await seeker.see('dialog[open]');
    await counselor.write('Bist du noch da?');
    await seeker.receives('Bist du noch da?');
    await eventually('it is said', async () => (await holding(seeker, `${topics.young.team}: Bist du noch da?`)).length === 1);
    await seeker.click('dialog .button--quiet');
    await counselor.write('Gut');
    await eventually('without a dialog the page says it', async () => (await holding(seeker, `${topics.young.team}: Gut`)).length === 1);
  });

  test('hears what changes on the page behind a dialog, and there only once', async () => {
    const first = await world.devices.seeker();
    await first.enqueue();
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    await seeker.reads('Platz 2');
    await seeker.click('#leave');
    await seeker.see('dialog[open]');
    const isSaid = (text) => eventually(`it is said: ${text}`, async () => (await holding(seeker, text)).length === 1);
    await closeTopic(world.stack, topics.young.slug);
    try {
      await isSaid('nimmt inzwischen niemanden mehr auf');
      await first.click('#leave');
      await first.click('dialog .button--danger');
      await isSaid('Platz 1');
    } finally {
      await openTopic(world.stack, topics.young.slug);
    }
  });

  test('hears of the acceptance once: the title has the focus, and nothing calls it out beside that', async () => {
    const counselor = await world.devices.counselor();
    await counselor.signIn();
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    await counselor.accept();
    await seeker.see('#begin');
    await eventually('the title has the focus', () => seeker.page.evaluate(() => document.activeElement === document.querySelector('h1')));
    assert.deepEqual(await holding(seeker, 'ist jetzt für dich da'), []);
    const described = await seeker.page.$eval('h1', (title) => document.getElementById(title.getAttribute('aria-describedby')).innerText);
    assert.match(described, /Möchtest du jetzt schreiben/);
  });

  test('hears that the window ends soon once', async () => {
    const { seeker, id } = await world.devices.meet();
    await world.stack.sql(`UPDATE chats SET accepted_at = NOW(3) - INTERVAL 166 MINUTE, last_seq = last_seq + 1, moved_at = NOW(3) WHERE public_id = UNHEX('${id}')`);
    await seeker.reads('endet in 15 Minuten');
    await eventually('it is said', async () => (await holding(seeker, 'endet in 15 Minuten')).length > 0);
    assert.equal((await holding(seeker, 'endet in 15 Minuten')).length, 1);
  });
});
