// What every browser test begins and ends with: a stack with the demo, a browser, and devices that are closed after each test.
import { after, afterEach, before } from 'node:test';

import { Devices, openBrowser } from './browser.mjs';
import { useStack } from './suite.mjs';

/// Call inside describe(). options: those of useStack, and `isWhole` of openBrowser. Gives an object that has `stack`, `browser` and `devices`
/// once the tests run.
export function suite({ isWhole = false, ...options } = {}) {
  const world = { stack: useStack(options) };
  before(async () => {
    world.browser = await openBrowser({ isWhole, acceptInsecureCerts: options.tls ?? false });
    world.devices = new Devices(world.stack, world.browser);
  });
  afterEach(async () => {
    try {
      await world.devices?.close();
    } finally {
      // Nothing is left for the next test: days pass, and the janitor comes.
      await world.stack.sql('UPDATE chats SET accepted_at = accepted_at - INTERVAL 4 DAY, ended_at = ended_at - INTERVAL 4 DAY, place_until = NOW(3)');
      await world.stack.tidy();
    }
  });
  after(() => world.browser?.close());
  return world;
}
