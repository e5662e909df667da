// Photos cleaned in real browsers: nothing of camera and place leaves them, and the picture stays what it was, whatever their canvas does.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { openFirefox } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { lies, liesWhenLarge, settings } from '../lib/canvas_lies.mjs';
import { Chance } from '../lib/chance.mjs';
import { clean, cutIn, difference, isTrue, look, openPage, roomy } from '../lib/picture_pages.mjs';
import { drawing, jpegPixels, makeJpeg, makePng, makeProfile, MARK, metadataOf, withChunks, withMetadata, withSecondPicture } from '../lib/pictures.mjs';
import { pngChunk } from '../lib/png_chunk.mjs';

const WIDTH = 320;
const HEIGHT = 200;
const plainFiles = { jpg: makeJpeg({ options: ['-optimize'] }), png: makePng() };
const make = { jpg: (options) => withSecondPicture(withMetadata(plainFiles.jpg, 'jpg', options)), png: (options) => withMetadata(plainFiles.png, 'png', options) };
const photos = new Map(); // exiftool takes a third of a second for each
function photo(kind, options) {
  const key = JSON.stringify([kind, options]);
  if (!photos.has(key)) photos.set(key, make[kind](options));
  return photos.get(key);
}
const chance = new Chance(1);
// Makes files large, as that of sensors does; of a length that is no multiple of a line's.
const grain = Buffer.from(Array.from({ length: 199_999 }, () => chance.between(0, 255)));

/// The drawing as it is seen with orientation 6: its left side comes up (TIFF 6.0: the first line is the right side as it is seen).
function turned() {
  const pixels = drawing(WIDTH, HEIGHT);
  const result = Buffer.alloc(pixels.length);
  for (let y = 0; y < WIDTH; ++y) {
    for (let x = 0; x < HEIGHT; ++x) pixels.copy(result, 3 * (y * HEIGHT + x), 3 * ((HEIGHT - 1 - x) * WIDTH + y), 3 * ((HEIGHT - 1 - x) * WIDTH + y) + 3);
  }
  return { width: HEIGHT, height: WIDTH, pixels: result };
}

const upright = { width: WIDTH, height: HEIGHT, pixels: drawing(WIDTH, HEIGHT) };

function assertNoTrace(bytes, kind, what) {
  const { 'IFD0:Orientation': _, ...left } = metadataOf(bytes, kind);
  const names = Object.keys(left).filter((name) => !/^ICC|^PNG:ProfileName/.test(name));
  assert.deepEqual(names, [], what);
  assert.ok(!bytes.includes(MARK), what);
}

/// Cut: byte by byte the picture of before, with the orientation if it had one.
async function assertCut(page, kind, what) {
  const result = await clean(page, photo(kind), kind);
  assert.equal(result.how, 'cut', what);
  assert.deepEqual(result.bytes, plainFiles[kind], what);
  const lying = photo(kind, { orientation: 6, profile: makeProfile() });
  const { how, bytes } = await clean(page, lying, kind);
  assert.equal(how, 'cut', what);
  assertNoTrace(bytes, kind, what);
  assert.equal(metadataOf(bytes, kind)['IFD0:Orientation'], 6);
  if (kind === 'jpg') assert.deepEqual(jpegPixels(bytes), jpegPixels(lying), what);
  return { lying, bytes };
}

describe('a photo', () => {
  const world = suite({ people: [], pages: 'source' });
  const pages = {};
  let firefox;
  before(async () => {
    firefox = await openFirefox();
    pages.Chromium = await openPage(world, world.browser);
    pages.Firefox = await openPage(world, firefox);
  });
  after(() => firefox?.close());

  for (const browser of ['Chromium', 'Firefox']) {
    for (const kind of ['jpg', 'png']) {
      test(`is drawn anew in ${browser}: no trace, the same picture, upright (${kind})`, async () => {
        assert.equal(await isTrue(pages[browser]), true);
        for (const [orientation, expected] of [[undefined, upright], [6, turned()]]) {
          const full = photo(kind, { orientation });
          assert.ok('GPS:GPSLatitude' in metadataOf(full, kind));
          const { how, bytes, type } = await clean(pages[browser], full, kind);
          assert.equal(how, 'redrawn');
          assert.equal(type, kind === 'jpg' ? 'image/jpeg' : 'image/png');
          assert.deepEqual(metadataOf(bytes, kind), {}, 'not even an orientation or a profile');
          assert.ok(!bytes.includes(MARK));
          assert.ok(difference(await look(pages.Chromium, bytes), expected) < (kind === 'jpg' ? 4 : 0.01));
        }
      });
    }

    test(`keeps its colours, if a profile says what they are, drawn anew or cut (${browser})`, async () => {
      for (const kind of ['jpg', 'png']) {
        const full = photo(kind, { profile: makeProfile() });
        const seen = await look(pages[browser], full);
        assert.ok(difference(seen, upright) > 5, 'the profile changes how it looks');
        const redrawn = await clean(pages[browser], full, kind);
        assert.equal(redrawn.how, 'redrawn');
        assert.ok(difference(await look(pages[browser], redrawn.bytes), seen) < 4);
        const cut = await cutIn(pages[browser], full, kind);
        assertNoTrace(cut, kind);
        assert.deepEqual(await look(pages[browser], cut), seen, 'the cut: not a pixel changes');
      }
    });

    test(`that is cut short or no picture is refused (${browser})`, async () => {
      for (const kind of ['jpg', 'png']) {
        const whole = plainFiles[kind];
        const bad = { 'its beginning': whole.subarray(0, kind === 'jpg' ? 200 : 60), nothing: Buffer.alloc(0), text: Buffer.from('Hallo') };
        for (const [what, bytes] of Object.entries(bad)) assert.deepEqual(await clean(pages[browser], bytes, kind), { trouble: 'broken' }, `${kind}: ${what}`);
      }
      // The file holds together; that its colours are in no palette, only the decoder finds out.
      const { png } = plainFiles;
      const header = pngChunk('IHDR', Buffer.concat([png.subarray(16, 24), Buffer.of(8, 3, 0, 0, 0)]));
      assert.deepEqual(await clean(pages[browser], Buffer.concat([png.subarray(0, 8), header, png.subarray(33)]), 'png'), { trouble: 'broken' });
    });

    test(`of which only the end is missing is drawn anew, as it is seen (${browser})`, async () => {
      const { jpg, png } = plainFiles;
      const zeros = Buffer.alloc(512);
      const text = Buffer.from('written by a gallery');
      const jpgs = { 'no end': jpg.subarray(0, -2), 'zeros in its place': Buffer.concat([jpg.subarray(0, -2), zeros]), 'a text in its place': Buffer.concat([jpg.subarray(0, -2), text]),
        'zeros behind it': Buffer.concat([jpg, zeros]), 'a text behind it': Buffer.concat([jpg, text]) };
      const pngs = { 'no end': png.subarray(0, -12), 'a part of it': png.subarray(0, -3), 'a text behind it': Buffer.concat([png, text]) };
      for (const [kind, files] of [['jpg', jpgs], ['png', pngs]]) {
        for (const [what, bytes] of Object.entries(files)) {
          const cleaned = await clean(pages[browser], bytes, kind);
          assert.equal(cleaned.how, 'redrawn', `${kind}: ${what}`);
          assert.ok(difference(await look(pages.Chromium, cleaned.bytes), upright) < (kind === 'jpg' ? 4 : 0.01), `${kind}: ${what}`);
        }
      }
    });

    test(`beyond the limit becomes smaller until it fits, and looks the same (${browser})`, async () => {
      const pixels = drawing(1200, 800).map((value, i) => (value + grain[i % grain.length]) >> 1);
      const full = withMetadata(makeJpeg({ width: 1200, height: 800, pixels }), 'jpg', { orientation: 6 });
      for (const share of [0.7, 0.3, 0.1]) {
        const maxBytes = Math.floor(full.length * share);
        const { how, bytes } = await clean(pages[browser], full, 'jpg', maxBytes);
        assert.equal(how, 'redrawn');
        assert.ok(bytes.length <= maxBytes && bytes.length > maxBytes / 5, `${bytes.length} of ${maxBytes}`);
        const { width, height } = await look(pages.Chromium, bytes);
        assert.ok(width < 800 && Math.abs(height / width - 1.5) < 0.02, `${width} x ${height}`);
        assert.deepEqual(metadataOf(bytes, 'jpg'), {});
      }
      assert.deepEqual(await clean(pages[browser], full, 'jpg', 200), { trouble: 'large' });
    });

    test(`with more pixels than a canvas holds is cut, or reduced if it is beyond the limit (${browser})`, async (t) => {
      const plain = makeJpeg({ width: 5000, height: 4000 });
      const full = withMetadata(plain, 'jpg');
      const cut = await clean(pages[browser], full, 'jpg');
      assert.equal(cut.how, 'cut');
      assert.deepEqual(cut.bytes, plain);
      const reduced = await clean(pages[browser], full, 'jpg', plain.length - 1);
      assert.equal(reduced.how, 'redrawn');
      const [frame] = jpegPixels(reduced.bytes).toString('latin1', 0, 20).match(/\d+ \d+/);
      const [width, height] = frame.split(' ').map(Number);
      assert.ok(width * height <= 16_777_216 && Math.abs(width / height - 1.25) < 0.01, frame);
      t.diagnostic(`20 megapixels: cut in ${cut.ms} ms, reduced to ${frame} in ${reduced.ms} ms`);
    });

    test(`of 12 megapixels (${browser}): how long it takes`, async (t) => {
      const pixels = drawing(4000, 3000).map((value, i) => (3 * value + grain[i % grain.length]) >> 2);
      const full = withMetadata(makeJpeg({ width: 4000, height: 3000, pixels }), 'jpg', { orientation: 6 });
      const { how, bytes, ms } = await clean(pages[browser], full, 'jpg');
      assert.equal(how, 'redrawn');
      t.diagnostic(`${full.length} bytes become ${bytes.length} in ${ms} ms`);
    });
  }

  test('with more than 200 million pixels is refused before anything is decoded', async () => {
    const jpeg = Buffer.from(plainFiles.jpg);
    const frame = jpeg.indexOf(Buffer.of(0xff, 0xc0));
    jpeg.writeUInt16BE(14_143, frame + 5);
    jpeg.writeUInt16BE(14_143, frame + 7);
    assert.deepEqual(await clean(pages.Chromium, jpeg, 'jpg'), { trouble: 'large' });
  });

  test('is cut where the browser does not turn pictures, and is still turned for those that do', async () => {
    const page = await openPage(world, world.browser, () => {
      const decode = globalThis.createImageBitmap;
      globalThis.createImageBitmap = async (blob, how) => {
        const bytes = new Uint8Array(await blob.arrayBuffer());
        const exif = new TextDecoder('latin1').decode(bytes).indexOf('Exif\0');
        if (exif >= 0) bytes[exif] = 0; // it finds no orientation
        return decode(new Blob([bytes]), how);
      };
    });
    const { how, bytes } = await clean(page, photo('jpg', { orientation: 6 }), 'jpg');
    assert.equal(how, 'cut');
    assert.deepEqual(metadataOf(bytes, 'jpg'), { 'IFD0:Orientation': 6 });
    await page.close();
  });

  test('leaves no canvas and no bitmap behind', async () => {
    const page = await openPage(world, world.browser, () => {
      globalThis.made = [];
      const keep = (thing) => { globalThis.made.push(thing); return thing; };
      const [create, decode] = [document.createElement, globalThis.createImageBitmap];
      document.createElement = function (name) { return name === 'canvas' ? keep(create.call(this, name)) : create.call(this, name); };
      globalThis.createImageBitmap = (...how) => decode(...how).then(keep);
    });
    for (const maxBytes of [roomy, plainFiles.jpg.length / 2, 100]) await clean(page, photo('jpg'), 'jpg', maxBytes);
    const sizes = await page.evaluate(() => globalThis.made.map(({ width, height }) => width * height));
    assert.ok(sizes.length > 20, 'some were made');
    assert.deepEqual(sizes.filter((size) => size !== 0), []);
    await page.close();
  });

  test('without its end is not called clean where it cannot be drawn anew', async () => {
    const page = await openPage(world, world.browser, Object.values(lies)[0]);
    const { how, bytes } = await clean(page, Buffer.concat([plainFiles.jpg.subarray(0, -2), Buffer.from(MARK)]), 'jpg');
    assert.equal(how, 'kept', 'something may lie behind its picture');
    assert.deepEqual(bytes.subarray(-2), Buffer.of(0xff, 0xd9), 'it can be seen on the other side all the same');
    await page.close();
  });

  test('that moves is cut, so that it still moves', async () => {
    const control = Buffer.alloc(26);
    control.writeUInt32BE(WIDTH, 4);
    control.writeUInt32BE(HEIGHT, 8);
    control.writeUInt16BE(1, 20);
    const moving = withChunks(plainFiles.png, pngChunk('acTL', Buffer.of(0, 0, 0, 1, 0, 0, 0, 0)), pngChunk('fcTL', control));
    const { how, bytes } = await clean(pages.Chromium, withMetadata(moving, 'png'), 'png');
    assert.equal(how, 'cut');
    assert.deepEqual(bytes, moving);
  });

  test('that would grow beyond the limit when drawn anew is cut rather than made smaller', async () => {
    const pixels = upright.pixels.map((value, i) => (value + grain[i]) >> 1);
    const small = makeJpeg({ pixels, options: ['-quality', '20', '-optimize'] });
    const { how, bytes } = await clean(pages.Chromium, withMetadata(small, 'jpg'), 'jpg', small.length);
    assert.equal(how, 'cut');
    assert.deepEqual(bytes, small);
  });

  test('is kept, which the sender is told, where neither way shows the same again', async () => {
    // Decodes only what it has seen first: the sender's own file.
    const page = await openPage(world, world.browser, () => {
      const decode = globalThis.createImageBitmap;
      let first;
      globalThis.createImageBitmap = (blob) => ((first ??= blob.size) === blob.size ? decode(blob) : Promise.reject(new DOMException('no', 'InvalidStateError')));
      HTMLCanvasElement.prototype.toBlob = (then) => then(null);
    });
    const full = photo('jpg');
    const { how, bytes } = await clean(page, full, 'jpg');
    assert.equal(how, 'kept');
    assert.deepEqual(bytes, full);
    assert.deepEqual(await clean(page, full, 'jpg', full.length - 1), { trouble: 'large' });
    await page.close();
  });

  for (const [what, lie] of Object.entries(lies)) {
    test(`is cut where the canvas gives ${what}`, async () => {
      const page = await openPage(world, world.browser, lie);
      assert.equal(await isTrue(page), false);
      for (const kind of ['jpg', 'png']) await assertCut(page, kind, kind);
      assert.deepEqual(await clean(page, photo('jpg'), 'jpg', plainFiles.jpg.length - 1), { trouble: 'large' }, 'nor is it made smaller there');
      await page.close();
    });
  }

  for (const [what, lie] of Object.entries(liesWhenLarge)) {
    test(`is cut where only a larger canvas gives ${what}`, async () => {
      const page = await openPage(world, world.browser, lie);
      assert.equal(await isTrue(page), true);
      for (const kind of ['jpg', 'png']) await assertCut(page, kind, kind);
      await page.close();
    });
  }

  for (const [what, extraPrefsFirefox] of Object.entries(settings)) {
    test(`is cut in Firefox with ${what}`, async () => {
      const wary = await openFirefox({ extraPrefsFirefox });
      try {
        const page = await openPage(world, wary);
        assert.equal(await isTrue(page), false);
        for (const kind of ['jpg', 'png']) {
          const { lying, bytes } = await assertCut(page, kind, kind);
          assert.deepEqual(await look(pages.Chromium, bytes), await look(pages.Chromium, lying));
        }
      } finally {
        await wary.close();
      }
    });
  }
});
