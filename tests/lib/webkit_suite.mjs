// What a test with WebKit begins and ends with: a stack that speaks TLS (WebKit takes no session without), and both browsers.
import { after, afterEach, before } from 'node:test';

import { CounselorDevice, SeekerDevice } from './browser.mjs';
import { suite } from './browser_suite.mjs';
import { openWebKit } from './webkit.mjs';

/// Call inside describe(): the world of suite(), and in it `open(KindOfDevice, 'WebKit' or 'Chromium')` and `meet(the seeker's browser)`.
export function webkitSuite(options = {}) {
  const world = suite({ tls: true, ...options });
  let webkit;
  const devices = [];
  before(async () => { webkit = await openWebKit(); });
  after(() => webkit?.close());
  afterEach(async () => {
    for (const device of devices.splice(0)) await device.close();
  });

  world.open = (Kind, browser) => {
    const device = new Kind(world.stack, browser === 'WebKit' ? webkit : world.browser);
    devices.push(device);
    return device.open();
  };

  /// A running chat, the counselor in the other browser.
  world.meet = async (seekersBrowser = 'WebKit') => {
    const counselor = await world.open(CounselorDevice, seekersBrowser === 'WebKit' ? 'Chromium' : 'WebKit');
    await counselor.signIn();
    const seeker = await world.open(SeekerDevice, seekersBrowser);
    await seeker.enqueue();
    await counselor.accept();
    await seeker.begin();
    await seeker.see('.conversation');
    return { seeker, counselor };
  };
  return world;
}
