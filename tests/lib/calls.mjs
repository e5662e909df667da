// What a page calls its person with: the tones that it plays, the notices of the device that it shows, and what it says to a screen reader.

/// Call before the page is loaded. The browser's own sounds and notices go on; they are only written down.
export async function writeDownCalls(device) {
  await device.page.evaluateOnNewDocument(() => {
    globalThis.rung = [];
    globalThis.notices = [];
    globalThis.said = [];
    const { start } = AudioScheduledSourceNode.prototype;
    AudioScheduledSourceNode.prototype.start = function (...when) {
      globalThis.rung.push(this.frequency.value);
      return start.apply(this, when);
    };
    globalThis.Notification = class extends Notification {
      constructor(title, options) {
        super(title, options);
        globalThis.notices.push([title, options.body]);
      }
    };
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        if (target.classList?.contains('announcer')) for (const node of addedNodes) globalThis.said.push(node.textContent);
      }
    }).observe(document, { childList: true, subtree: true });
  });
}

export const kinds = { request: [660, 880], message: [740], warning: [880, 660, 880] };

export const rung = (device, page = device.page) => page.evaluate(() => globalThis.rung);
export const said = (device) => device.page.evaluate(() => globalThis.said);
export const notices = (device) => device.page.evaluate(() => globalThis.notices);

/// What has been written down so far is forgotten, and from now on no time passes for the page: whatever comes is one burst.
export const stopTheClock = (page) => page.evaluate(() => {
  const now = performance.now() + 3_600_000;
  performance.now = () => now;
  globalThis.rung.length = 0;
  globalThis.said.length = 0;
  globalThis.notices.length = 0;
  for (const kind of ['request', 'message', 'warning']) localStorage.removeItem(`caritas:ring:${kind}`);
});

/// As if the person looked at another tab, or at this one again.
export const lookAway = (page, isAway) => page.evaluate((hidden) => {
  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
  document.hasFocus = () => !hidden;
  document.dispatchEvent(new Event('visibilitychange'));
}, isAway);
