// What a page loads until a person can use it: over a line of any speed, by the browser's own count.

import { eventually } from './wait.mjs';

/// 3G as it is on a bad day: bits a second, and milliseconds until an answer begins.
export const slow3g = { throughput: 400_000, latency: 400 };

const limited = ({ throughput, latency }) => ({
  offline: false, latency, downloadThroughput: throughput / 8, uploadThroughput: throughput / 8,
});

/// Opens a path in a tab of its own and waits until `usable` can be seen: { requests: [{ path, bytes }], ms }. `bytes` are those on the way,
/// headers included; `requests` grows as the page asks for more; `line`: undefined for no limit.
export async function loadPage(device, path, { usable, line }) {
  const page = await device.tab();
  const session = await page.createCDPSession();
  await session.send('Network.enable');
  if (line) await session.send('Network.emulateNetworkConditions', limited(line));
  const requests = [];
  const byId = new Map();
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (!request.url.startsWith('http')) return;
    requests.push({ path: new URL(request.url).pathname, bytes: 0 });
    byId.set(requestId, requests.at(-1));
  });
  const ended = new Set();
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (byId.has(requestId)) byId.get(requestId).bytes = encodedDataLength; // nothing of what the browser has in its memory
    ended.add(requestId);
  });
  session.on('Network.loadingFailed', ({ requestId }) => ended.add(requestId));
  await page.goto(`${device.stack.origin}${path}?lang=${device.language}`, { waitUntil: 'domcontentloaded' });
  await page.waitForSelector(usable, { visible: true });
  const ms = await page.evaluate(() => performance.now());
  // The browser tells of the end of a request after the page has its answer.
  await eventually('every request has ended', () => [...byId.keys()].every((id) => ended.has(id)));
  return { page, requests, ms };
}

export const kilobytes = (requests) => requests.reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
