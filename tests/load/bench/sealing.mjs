// Bench "sealing": what the encryption costs a browser, and what uploads cost the worker.
import { Devices, openBrowser } from '../../lib/browser.mjs';
import { addDemo } from '../../lib/demo.mjs';
import { makeChat, signedIn } from '../../lib/people.mjs';
import { Stack } from '../../lib/stack.mjs';
import { uploadTogether, workerMemory } from '../../lib/uploads.mjs';

export const title = 'sealing and opening in a browser, and 20 documents of 10 MiB at once';
export const wished = {
  us_per_message: { below: 1000 }, ms_per_mib: { below: 20 }, worker_mb_growth_20_uploads: { below: 64 },
};

const uploads = 20;

/// In the page, by its own modules: medians of sealing and opening again.
async function measureInPage(messages, mebibytes) {
  const { random } = await import('/js/crypto/bytes.js');
  const { makeConversationKey, openConversationKey } = await import('/js/crypto/conversation_key.js');
  const { CHUNK, FileCipher } = await import('/js/crypto/file_seal.js');
  const { makePair, sealingKey } = await import('/js/crypto/key_pair.js');
  const { openMessage, Sealer } = await import('/js/crypto/message_seal.js');
  const { derive, newSalt, ROUNDS } = await import('/js/crypto/password.js');
  const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
  const timed = async (work) => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };
  const [{ pair: counselor }, { pair: seeker }] = [await makePair(await sealingKey(random(32))), await makePair(await sealingKey(random(32)))];
  const conversation = random(16);
  let made;
  const accept = await timed(async () => { made = await makeConversationKey({ conversation, counselor, seekerKey: seeker.publicKey }); });
  const unwrap = await timed(() => openConversationKey(made.forSeeker, { conversation, role: 'seeker', to: seeker, from: counselor.publicKey }));
  const { key } = made;
  const sealer = new Sealer({ key, conversation, role: 'seeker' });
  const text = random(1024);
  // Many at a time: the clock of a page is coarse.
  const batch = 50;
  const perMessage = [];
  for (let i = 0; i < messages / batch; ++i) {
    const took = await timed(async () => {
      for (let j = 0; j < batch; ++j) {
        const clientId = random(16);
        await openMessage(await sealer.seal(text, clientId), { key, conversation, role: 'seeker', clientId });
      }
    });
    perMessage.push((took / batch) * 1000);
  }
  const perMib = [];
  const content = new Uint8Array(CHUNK);
  for (let offset = 0; offset < CHUNK; offset += 65_536) crypto.getRandomValues(content.subarray(offset, offset + 65_536));
  for (let i = 0; i < mebibytes; ++i) {
    const cipher = await FileCipher.of({ key, conversation, role: 'seeker', fileId: random(16), chunks: 4 });
    perMib.push(await timed(async () => {
      for (let j = 0; j < 4; ++j) await cipher.open(await cipher.seal(content, j), j);
    }));
  }
  const derivation = await timed(() => derive('ein langes Passwort', { salt: newSalt(), rounds: ROUNDS }));
  return { usPerMessage: median(perMessage), msPerMib: median(perMib), accept, unwrap, derivation, rounds: ROUNDS };
}

async function measureUploads(stack) {
  const counselor = await signedIn(stack);
  const chats = [];
  for (let i = 0; i < uploads; ++i) chats.push(await makeChat(stack, { counselor }));
  const before = workerMemory(stack);
  const began = performance.now();
  const most = await uploadTogether(stack, chats);
  return { growth: most - before, seconds: (performance.now() - began) / 1000 };
}

export async function run() {
  const stack = await Stack.start({ pages: 'source' });
  const browser = await openBrowser();
  try {
    await addDemo(stack, ['anna']);
    const seeker = await new Devices(stack, browser).seeker();
    await seeker.portal();
    const inPage = await seeker.page.evaluate(measureInPage, 2000, 50);
    const { growth, seconds } = await measureUploads(stack);
    return {
      figure: { us_per_message: inPage.usPerMessage, ms_per_mib: inPage.msPerMib, worker_mb_growth_20_uploads: growth },
      lines: [
        `  accepting: key made and wrapped twice in ${inPage.accept.toFixed(1)} ms, opened in ${inPage.unwrap.toFixed(1)} ms; the password derived with ${inPage.rounds} rounds in ${inPage.derivation.toFixed(0)} ms`,
        `  ${uploads} documents of 10 MiB at once, in ${seconds.toFixed(1)} s`,
      ],
      pictures: [],
    };
  } finally {
    await browser.close();
    await stack.end();
  }
}
