// Calls of a page that are held back until a test lets them go on, or decides otherwise.

/// A chunk of a document on its way to the server.
export const isChunk = (request) => request.method() === 'PUT' && request.url().includes('/files/');

/// Holds back the requests that `which` says, from now on, in `held`; now(decide) decides about these and about all that come.
export async function holdBack(device, which) {
  const held = [];
  let decide = (request) => held.push(request);
  await device.page.setRequestInterception(true);
  device.page.on('request', (request) => (which(request) ? decide(request) : request.continue()));
  return {
    held,
    now(next) {
      decide = next;
      for (const request of held.splice(0)) decide(request);
    },
  };
}
