// Calls of a page that are held back until a test lets them go on, or decides otherwise.
//
// By the protocol's own commands: puppeteer's interception takes the files of a Web Worker twice, and some of them then never go on.

/// A chunk of a document on its way to the server.
export const isChunk = (request) => request.method() === 'PUT' && request.url().includes('/files/');

/// A request that waits for continue(), abort() or respond(). What it waits for may be gone with its page: then nothing happens.
class HeldRequest {
  #session;
  #event;

  constructor(session, event) {
    this.#session = session;
    this.#event = event;
  }

  url() { return this.#event.request.url; }
  method() { return this.#event.request.method; }
  postData() { return JSON.stringify(this.#event.request.postDataEntries ?? this.#event.request.postData); }

  continue() { return this.#send('continueRequest'); }
  abort(errorReason = 'Failed') { return this.#send('failRequest', { errorReason }); }

  respond({ status = 200, contentType, body }) {
    const responseHeaders = [{ name: 'Content-Type', value: contentType }];
    return this.#send('fulfillRequest', { responseCode: status, responseHeaders, body: Buffer.from(body).toString('base64') });
  }

  #send(command, more = {}) {
    return this.#session.send(`Fetch.${command}`, { requestId: this.#event.requestId, ...more }).catch(() => {});
  }
}

/// Holds back the requests that `which` says, from now on, in `held`; now(decide) decides about these and about all that come.
export async function holdBack(device, which) {
  const held = [];
  let decide = (request) => held.push(request);
  const session = await device.page.createCDPSession();
  session.on('Fetch.requestPaused', (event) => {
    const request = new HeldRequest(session, event);
    if (which(request)) decide(request);
    else request.continue();
  });
  await session.send('Fetch.enable');
  return {
    held,
    now(next) {
      decide = next;
      for (const request of held.splice(0)) decide(request);
    },
  };
}
