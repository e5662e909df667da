// Pages that clean pictures, and what a picture looks like in them; bytes go in and out as base64.
import assert from 'node:assert/strict';

/// More than any picture of the tests has.
export const roomy = 1 << 24;

/// A page of the site, whose modules are the ones that people get; `first` runs before its scripts.
export async function openPage(world, browser, first = undefined) {
  const page = await browser.newPage();
  if (first) await page.evaluateOnNewDocument(first);
  await page.goto(`${world.stack.origin}/beratung`);
  return page;
}

/// { how, bytes, type, ms }, or { trouble }.
export async function clean(page, bytes, kind, maxBytes = roomy) {
  const result = await page.evaluate(async (text, kind, maxBytes) => {
    const { cleanPicture } = await import('/js/documents/picture/picture.js');
    const { fromBase64, toBase64 } = await import('/js/crypto/bytes.js');
    const blob = new Blob([fromBase64(text)]);
    const begun = performance.now();
    try {
      const { blob: file, how } = await cleanPicture(blob, kind, { maxBytes });
      return { how, type: file.type, ms: Math.round(performance.now() - begun), text: toBase64(new Uint8Array(await file.arrayBuffer())) };
    } catch (error) {
      return { trouble: error.trouble ?? String(error.stack) };
    }
  }, bytes.toString('base64'), kind, maxBytes);
  const { text, ...rest } = result;
  return text === undefined ? rest : { ...rest, bytes: Buffer.from(text, 'base64') };
}

/// The lossless cut alone, as a page makes it.
export async function cutIn(page, bytes, kind) {
  const text = await page.evaluate(async (text, kind) => {
    const { fromBase64, toBase64 } = await import('/js/crypto/bytes.js');
    const cut = kind === 'jpg' ? (await import('/js/documents/picture/jpeg_segments.js')).cutJpeg : (await import('/js/documents/picture/png_chunks.js')).cutPng;
    const { parts } = await cut(fromBase64(text));
    return toBase64(new Uint8Array(await new Blob(parts).arrayBuffer()));
  }, bytes.toString('base64'), kind);
  return Buffer.from(text, 'base64');
}

export const isTrue = (page) => page.evaluate(async () => (await import('/js/documents/picture/canvas_trust.js')).canvasIsTrue());

/// What a picture looks like in an honest browser, turned: { width, height, pixels }, three bytes each.
export async function look(page, bytes) {
  const { text, ...size } = await page.evaluate(async (text) => {
    const { fromBase64, toBase64 } = await import('/js/crypto/bytes.js');
    const bitmap = await createImageBitmap(new Blob([fromBase64(text)]));
    const { width, height } = bitmap;
    const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    return { width, height, text: toBase64(context.getImageData(0, 0, width, height).data) };
  }, bytes.toString('base64'));
  return { ...size, pixels: Buffer.from(text, 'base64').filter((_, i) => i % 4 !== 3) };
}

/// The mean difference of a colour, 0 to 255.
export function difference(one, other) {
  assert.deepEqual([one.width, one.height, one.pixels.length], [other.width, other.height, other.pixels.length]);
  return one.pixels.reduce((sum, value, i) => sum + Math.abs(value - other.pixels[i]), 0) / one.pixels.length;
}
