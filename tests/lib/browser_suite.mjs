// What every browser test begins and ends with: a stack with the demo, a browser, and devices that are closed after each test.
import { after, afterEach, before } from 'node:test';

import { Devices, openBrowser } from './browser.mjs';
import { addDemo } from './demo.mjs';
import { Stack } from './stack.mjs';

/// Call inside describe(); gives an object that has `stack`, `browser` and `devices` once the tests run.
export function suite(options = {}) {
  const world = {};
  before(async () => {
    world.stack = await Stack.start(options);
    await addDemo(world.stack);
    world.browser = await openBrowser();
    world.devices = new Devices(world.stack, world.browser);
  });
  afterEach(async () => {
    try {
      await world.devices?.close();
    } finally {
      // Nothing is left for the next test: days pass, and the janitor comes.
      await world.stack?.sql('UPDATE chats SET accepted_at = accepted_at - INTERVAL 4 DAY, ended_at = ended_at - INTERVAL 4 DAY, place_until = NOW(3)');
      await world.stack?.tidy();
    }
  });
  after(async () => {
    await world.browser?.close();
    await world.stack?.end();
  });
  return world;
}
