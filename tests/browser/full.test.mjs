// What people read where a bound is reached: the page's own sentences, as they are addressed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { suite } from '../lib/browser_suite.mjs';
import { topics } from '../lib/demo.mjs';
import { Seeker } from '../lib/people.mjs';

describe('bounds', () => {
  const world = suite({ chat: 'max_waiting = 1\nmax_messages = 10' });

  const sentences = [
    [topics.young.slug, 'Versuche es bitte in ein paar Minuten noch einmal.'],
    [topics.pregnancy.slug, 'Bitte versuchen Sie es in ein paar Minuten noch einmal.'],
  ];
  test('a queue without a free place', async () => {
    for (const [slug, sentence] of sentences) {
      await new Seeker(world.stack).enqueue(slug);
      const late = await world.devices.seeker();
      await late.portal(slug);
      await late.click('#start');
      await late.click('#confirm');
      await late.reads(sentence);
      await late.screen(`60-queue-full-${slug}`);
    }
  });

  test('a chat in which no more can be written: said before, and then of the line that was not taken', async () => {
    const { seeker } = await world.devices.meet();
    for (let i = 1; i <= 9; ++i) {
      await seeker.write(`Zeile ${i}`);
      await seeker.delivered(`Zeile ${i}`);
    }
    await seeker.reads('Dieser Chat ist fast voll. Bitte nur noch das Wichtigste schreiben.');
    for (const text of ['Zeile 10', 'Zeile 11']) await seeker.write(text);
    await seeker.reads('Dieser Chat ist voll: Hier lässt sich keine Nachricht mehr senden. Weiter geht es in einem neuen Chat.');
    assert.deepEqual(await seeker.texts('.message--failed button:not([hidden])'), ['Zurück ins Schreibfeld'], 'another try would be in vain');
    await seeker.screen('61-chat-full');
  });
});
