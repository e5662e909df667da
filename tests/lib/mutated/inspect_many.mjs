// A thread that looks into mutated documents, one after the other: what the pages' worker does with a document. workerData: {seed, count,
// progress}, `progress` a shared Int32Array of one: the number of the document that is looked at.
import { parentPort, workerData } from 'node:worker_threads';

import { importPage } from '../pages.mjs';
import { mutated } from './mutate.mjs';

const { BadDocument } = await importPage('documents/bad_document.js');
const { inspect } = await importPage('documents/inspect.js');
const { cutPicture } = await importPage('documents/picture/cut_picture.js');
const { tracesOf } = await importPage('documents/traces.js');

const { seed, count, progress } = workerData;
const figures = { slowest: { ms: 0 }, over2s: 0, answers: {} };

async function answerTo(bytes) {
  const blob = new Blob([bytes]);
  try {
    const kind = await inspect(blob);
    if (kind === 'png' || kind === 'jpg') await cutPicture(blob, kind);
    else await tracesOf(blob, kind);
    return kind;
  } catch (error) {
    if (error instanceof BadDocument) return error.trouble;
    throw error;
  }
}

const milliseconds = ({ user, system }) => (user + system) / 1000;

for (let number = 0; number < count; ++number) {
  Atomics.store(progress, 0, number);
  const { kind, bytes } = mutated(seed, number);
  // Of the processor, not of the clock: the machine may be busy with other things.
  const before = process.cpuUsage();
  let answer;
  try {
    answer = await answerTo(bytes);
  } catch (error) {
    throw new Error(`document ${number} of CARITAS_SEED=${seed} (${kind}) is no BadDocument: ${error.stack}`);
  }
  const ms = milliseconds(process.cpuUsage(before));
  if (ms > figures.slowest.ms) figures.slowest = { ms: Math.round(ms), number, kind, bytes: bytes.length, answer };
  if (ms > 2000) figures.over2s += 1;
  const told = `${kind}: ${answer === kind ? 'accepted' : answer}`;
  figures.answers[told] = (figures.answers[told] ?? 0) + 1;
}
parentPort.postMessage(figures);
