// The lossless cut of a PNG: texts, times and EXIF are gone, every chunk that shows the picture is as it was.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync, inflateSync } from 'node:zlib';

import { Chance, chooseSeed } from '../lib/chance.mjs';
import { importPage } from '../lib/pages.mjs';
import { makePng, makeProfile, MARK, metadataOf, withChunks, withMetadata } from '../lib/pictures.mjs';
import { pngChunk } from '../lib/png_chunk.mjs';

const { BadDocument } = await importPage('documents/bad_document.js');
const { cutPng } = await importPage('documents/picture/png_chunks.js');

const cut = async (bytes) => Buffer.concat((await cutPng(bytes)).parts);
const isBroken = (error) => error instanceof BadDocument && error.trouble === 'broken';
const profileChunk = (profile, name = `${MARK}-screen`) => pngChunk('iCCP', Buffer.concat([Buffer.from(`${name}\0\0`), deflateSync(profile)]));

describe('the cut of a PNG', () => {
  test('takes what programs wrote, and nothing else', async () => {
    const plain = makePng();
    const full = withMetadata(plain, 'png');
    const before = metadataOf(full, 'png');
    for (const tag of ['IFD0:Make', 'GPS:GPSLatitude', 'XMP-dc:Creator', 'PNG:Author', 'PNG:ModifyDate', 'PNG:Comment']) assert.ok(tag in before, tag);
    const after = await cut(full);
    assert.deepEqual(metadataOf(after, 'png'), {});
    assert.deepEqual(after, plain);
  });

  test('takes unknown chunks, and what lies behind the end', async () => {
    const plain = makePng();
    const strange = ['tEXt', 'zTXt', 'iTXt', 'tIME', 'vpAg', 'caBX', 'iDOT', 'prVt'].map((type) => pngChunk(type, MARK));
    const full = Buffer.concat([withChunks(plain, ...strange), Buffer.from(MARK), plain]);
    assert.deepEqual(await cut(full), plain);
  });

  test('keeps every chunk that changes the looks, in its place', async () => {
    const kept = [['gAMA', Buffer.of(0, 0, 0xb1, 0x8f)], ['cHRM', Buffer.alloc(32, 1)], ['sRGB', Buffer.of(0)], ['cICP', Buffer.of(12, 13, 0, 1)],
      ['sBIT', Buffer.of(8, 8, 8)], ['bKGD', Buffer.alloc(6)], ['tRNS', Buffer.alloc(6)], ['pHYs', Buffer.alloc(9)], ['PLTE', Buffer.alloc(3)],
      ['acTL', Buffer.alloc(8)], ['fcTL', Buffer.alloc(26)], ['fdAT', Buffer.alloc(9)]].map(([type, data]) => pngChunk(type, data));
    const full = withChunks(makePng(), ...kept);
    assert.deepEqual(await cut(full), full);
    assert.equal((await cutPng(full)).isAnimated, true);
    assert.equal((await cutPng(makePng())).isAnimated, false);
  });

  test('tells the size, and gives views of the bytes rather than copies', async () => {
    const bytes = makePng({ width: 123, height: 45 });
    const { width, height, orientation, parts } = await cutPng(bytes);
    assert.deepEqual({ width, height, orientation }, { width: 123, height: 45, orientation: 1 });
    assert.equal(parts.filter((part) => part.buffer !== bytes.buffer).length, 1, 'but the signature');
  });

  for (const orientation of [2, 3, 4, 5, 6, 7, 8]) {
    test(`keeps orientation ${orientation}, by which browsers turn a PNG too, and nothing else of EXIF`, async () => {
      const plain = makePng();
      const full = withMetadata(plain, 'png', { orientation });
      assert.equal((await cutPng(full)).orientation, orientation);
      const after = await cut(full);
      assert.deepEqual(metadataOf(after, 'png'), { 'IFD0:Orientation': orientation });
      assert.equal(after.length, plain.length + 12 + 26);
      assert.deepEqual(await cut(after), after);
    });
  }

  test('keeps a profile for its colours, not what it says of the screen, nor its name', async () => {
    const profile = makeProfile();
    const full = withChunks(makePng(), profileChunk(profile));
    const after = await cut(full);
    const at = after.indexOf('iCCP');
    assert.equal(after.toString('latin1', at + 4, at + 9), 'icc\0\0');
    const plain = inflateSync(after.subarray(at + 9));
    assert.equal(plain.length, profile.length);
    assert.ok(!plain.includes(MARK) && !after.includes(MARK) && !/P.L.A.N/s.test(plain.toString('latin1')));
    const [before, found] = [metadataOf(full, 'png'), metadataOf(after, 'png')];
    for (const tag of ['ICC_Profile:RedMatrixColumn', 'ICC_Profile:RedTRC', 'ICC_Profile:MediaWhitePoint']) assert.deepEqual(found[tag], before[tag], tag);
    assert.deepEqual(await cut(after), after);
  });

  test('says sRGB in its own chunk where the profile said it, and drops what is no profile or opens to too much', async () => {
    const plain = makePng();
    const gamma = pngChunk('gAMA', Buffer.of(0, 1, 0x86, 0xa0));
    for (const profile of [makeProfile({ description: 'sRGB IEC61966-2.1' }), makeProfile({ version: 2, description: 'sRGB' })]) {
      assert.deepEqual(await cut(withChunks(plain, gamma, profileChunk(profile))), withChunks(plain, gamma, pngChunk('sRGB', Buffer.of(0))));
    }
    for (const bad of [pngChunk('iCCP', `${MARK}\0\0${MARK}`), pngChunk('iCCP', MARK), profileChunk(makeProfile({ size: 50 << 20 }))]) {
      assert.deepEqual(await cut(withChunks(plain, bad)), plain);
    }
  });

  test('passes over a wrong checksum where it does not matter, and refuses it where it does', async () => {
    const plain = makePng();
    const wrong = (chunk) => { const copy = Buffer.from(chunk); copy[copy.length - 1] ^= 1; return copy; };
    assert.deepEqual(await cut(withChunks(plain, wrong(pngChunk('gAMA', Buffer.alloc(4))), wrong(pngChunk('tEXt', MARK)))), plain);
    const changed = Buffer.from(plain);
    changed[plain.indexOf('IDAT') + 10] ^= 1;
    await assert.rejects(cutPng(changed), isBroken);
  });

  test('gives one without its end its end back, and says so', async () => {
    const plain = makePng();
    for (const missing of [12, 8, 1]) {
      const { isMended, parts } = await cutPng(plain.subarray(0, -missing));
      assert.equal(isMended, true, `${missing}`);
      assert.deepEqual(Buffer.concat(parts), plain, `${missing}`);
    }
    assert.equal((await cutPng(plain)).isMended, false);
    assert.equal((await cutPng(Buffer.concat([plain, Buffer.from('more')]))).isMended, false);
  });

  test('refuses what does not hold together', async () => {
    const plain = makePng();
    const header = plain.subarray(8, 33);
    const sized = (width, height) => {
      const data = Buffer.alloc(13, 8);
      data.writeUInt32BE(width);
      data.writeUInt32BE(height, 4);
      return pngChunk('IHDR', data);
    };
    const withHeader = (chunk) => Buffer.concat([plain.subarray(0, 8), chunk, plain.subarray(33)]);
    const wrong = {
      'nothing': Buffer.alloc(0),
      'a JPEG': Buffer.of(0xff, 0xd8, 0xff),
      'no data, for its end is missing': plain.subarray(0, 40),
      'no header': withHeader(Buffer.alloc(0)),
      'two headers': withChunks(plain, header),
      'a header of 12 bytes': withHeader(pngChunk('IHDR', Buffer.alloc(12, 1))),
      'no width': withHeader(sized(0, 9)),
      'too high': withHeader(sized(9, 2 ** 31)),
      'no data': Buffer.concat([plain.subarray(0, 33), pngChunk('IEND', '')]),
      'an unknown one that matters': withChunks(plain, pngChunk('ABCD', MARK)),
    };
    for (const [what, bytes] of Object.entries(wrong)) await assert.rejects(cutPng(bytes), isBroken, what);
  });

  test('gives bytes or BadDocument for 500 that are cut short and 500 with flipped bits', async (t) => {
    const seed = chooseSeed();
    t.diagnostic(`CARITAS_SEED=${seed}`);
    const chance = new Chance(seed, 'png');
    const whole = withMetadata(makePng({ width: 40, height: 30, level: 0 }), 'png', { orientation: 6, profile: makeProfile() });
    let good = 0;
    for (let i = 0; i < 1000; ++i) {
      let bytes = Buffer.from(whole);
      if (i % 2) bytes = bytes.subarray(0, chance.between(0, bytes.length));
      else for (let flips = chance.between(1, 3); flips > 0; --flips) bytes[chance.between(0, bytes.length - 1)] ^= 1 << chance.between(0, 7);
      try {
        const after = await cut(bytes);
        assert.deepEqual(await cut(after), after, `${i}: parses again`);
        ++good;
      } catch (error) {
        assert.ok(isBroken(error), `${i}: ${error.stack}`);
      }
    }
    t.diagnostic(`${good} of 1000 still hold together`);
  });
});
