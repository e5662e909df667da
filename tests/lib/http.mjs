// One HTTP request over loopback with every header under our control; and raw bytes for what no HTTP client would send.
import { Agent, request as httpRequest } from 'node:http';
import { Agent as SecureAgent, request as httpsRequest } from 'node:https';
import { connect } from 'node:net';

import { within } from './wait.mjs';

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
const secureAgent = new SecureAgent({ keepAlive: true, maxSockets: Infinity });

/// { status, headers, text, json, bytes }: json is undefined if the answer is none. Aborting `signal` closes the connection, as a
/// browser that leaves does. Rejects if the connection breaks. `certificate`: what the server must show; without it plain HTTP is spoken.
export function request({ port, certificate, method = 'GET', path, headers = {}, body, signal, timeoutMs = 90_000 }) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const [send, tls] = certificate ? [httpsRequest, { agent: secureAgent, ca: certificate, servername: 'localhost' }] : [httpRequest, { agent }];
    const options = { host: '127.0.0.1', port, method, path, ...tls, signal, headers: { Host: `localhost:${port}`, ...length, ...headers } };
    const call = send(options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve(answer(response, Buffer.concat(chunks))));
    });
    call.setTimeout(timeoutMs, () => call.destroy(new Error(`no answer within ${timeoutMs} ms: ${method} ${path}`)));
    call.on('error', reject);
    call.end(body);
  });
}

function answer(response, bytes) {
  const text = bytes.toString('utf8');
  return { status: response.statusCode, headers: response.headers, bytes, text, json: parsed(text) };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/// A connection without HTTP's manners: sends these bytes and stays open. However it breaks, 'close' comes, and the test process lives:
/// a reset is what a server may do to such a client. What the server says is read and dropped.
export function bare(port, bytes) {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  socket.resume();
  if (bytes !== undefined) socket.write(bytes);
  return socket;
}

/// Sends the bytes and the end of what comes from this side; fulfilled once the connection is closed.
export const cut = (port, bytes) => new Promise((resolve) => bare(port, bytes).once('close', resolve).end());

/// Sends bytes as they are and gives back all that comes until the server closes: { status, head, body, json }.
export async function raw(port, bytes) {
  const text = await within(
    new Promise((resolve, reject) => {
      const chunks = [];
      const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(bytes));
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('error', (error) => (chunks.length > 0 ? resolve(Buffer.concat(chunks).toString()) : reject(error)));
      socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
    }),
    'the server closes the connection',
  );
  const [head, ...rest] = text.split('\r\n\r\n');
  const content = rest.join('\r\n\r\n');
  const body = /^transfer-encoding: chunked\r?$/im.test(head) ? joined(content) : content;
  return { status: Number(/^HTTP\/1\.[01] (\d+)/.exec(head)?.[1]), head, body, json: parsed(body) };
}

// The chunks' data; our answers are short and come in few of them.
function joined(content) {
  let [text, rest] = ['', content];
  for (let found; (found = /^([0-9a-f]+)\r\n/i.exec(rest)) && found[1] !== '0'; ) {
    const bytes = Buffer.from(rest.slice(found[0].length));
    text += bytes.subarray(0, parseInt(found[1], 16)).toString();
    rest = bytes.subarray(parseInt(found[1], 16) + 2).toString();
  }
  return text;
}
