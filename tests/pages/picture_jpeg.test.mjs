// The lossless cut of a JPEG: what camera and phone wrote is gone, every byte that shows the picture is as it was.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Chance, chooseSeed } from '../lib/chance.mjs';
import { importPage } from '../lib/pages.mjs';
import { jpegPixels, jpegSegment, makeJpeg, makeProfile, MARK, metadataOf, withMetadata, withSecondPicture, withSegments } from '../lib/pictures.mjs';

const { BadDocument } = await importPage('documents/bad_document.js');
const { cutJpeg } = await importPage('documents/picture/jpeg_segments.js');

const cut = (bytes) => Buffer.concat(cutJpeg(bytes).parts);
const isBroken = (error) => error instanceof BadDocument && error.trouble === 'broken';
const ways = { baseline: [], progressive: ['-progressive'], restarts: ['-restart', '1'], 'progressive with restarts': ['-progressive', '-restart', '1'],
  arithmetic: ['-arithmetic'], grey: ['-grayscale'] };
const frameAt = (jpeg) => jpeg.indexOf(Buffer.of(0xff, 0xc0));
const scanAt = (jpeg) => jpeg.indexOf(Buffer.of(0xff, 0xda));
const insert = (bytes, at, ...more) => Buffer.concat([bytes.subarray(0, at), ...more, bytes.subarray(at)]);

describe('the cut of a JPEG', () => {
  for (const [name, options] of Object.entries(ways)) {
    test(`takes what a camera wrote, and nothing else (${name})`, () => {
      const plain = makeJpeg({ options });
      const full = withSecondPicture(withMetadata(plain, 'jpg'));
      const before = metadataOf(full, 'jpg');
      for (const tag of ['IFD0:Make', 'GPS:GPSLatitude', 'IFD1:ThumbnailImage', 'XMP-dc:Creator', 'IPTC:By-line', 'File:Comment']) assert.ok(tag in before, tag);
      const after = cut(full);
      assert.deepEqual(metadataOf(after, 'jpg'), {});
      assert.ok(!after.includes(MARK) && !after.includes('ftyp'));
      // cjpeg writes no metadata: what is left is its file again, byte by byte.
      assert.deepEqual(after, plain);
      assert.deepEqual(jpegPixels(after), jpegPixels(full));
    });
  }

  test('tells the size, and gives views of the bytes rather than copies', () => {
    const bytes = makeJpeg({ width: 123, height: 45 });
    const { width, height, orientation, parts } = cutJpeg(bytes);
    assert.deepEqual({ width, height, orientation }, { width: 123, height: 45, orientation: 1 });
    const copied = parts.filter((part) => part.buffer !== bytes.buffer).reduce((sum, part) => sum + part.length, 0);
    assert.ok(copied < 30, `${copied} bytes`);
  });

  for (const orientation of [2, 3, 4, 5, 6, 7, 8]) {
    test(`keeps orientation ${orientation}, in EXIF data with nothing else`, () => {
      const plain = makeJpeg();
      const full = withMetadata(plain, 'jpg', { orientation });
      assert.equal(cutJpeg(full).orientation, orientation);
      const after = cut(full);
      assert.deepEqual(metadataOf(after, 'jpg'), { 'IFD0:Orientation': orientation });
      assert.equal(after.length, plain.length + 36);
      assert.ok(!after.includes(MARK));
      assert.deepEqual(cut(after), after, 'the second time there is nothing to take');
    });
  }

  test('reads an orientation in either byte order, and passes over what makes no sense', () => {
    const exif = (...tiff) => withSegments(makeJpeg(), jpegSegment(0xe1, 'Exif\0\0', tiff));
    const little = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 8, 0, 0, 0];
    assert.equal(cutJpeg(exif(...little)).orientation, 8);
    const changed = (at, value) => cutJpeg(exif(...little.map((byte, i) => (i === at ? value : byte)))).orientation;
    assert.equal(changed(18, 9), 1, 'there are eight');
    assert.equal(changed(18, 0), 1);
    assert.equal(changed(12, 4), 1, 'another type');
    assert.equal(changed(2, 43), 1, 'no TIFF');
    assert.equal(changed(0, 0x4d), 1, 'no byte order');
    assert.equal(changed(7, 0xff), 1, 'a directory behind the end');
    for (let length = 0; length < little.length - 2; ++length) assert.equal(cutJpeg(exif(...little.slice(0, length))).orientation, 1, `${length} bytes`);
  });

  for (const version of [2, 4]) {
    test(`keeps a profile for its colours, not what it says of the screen (version ${version})`, () => {
      const profile = makeProfile({ version });
      const plain = makeJpeg();
      const full = withMetadata(plain, 'jpg', { profile });
      const after = cut(full);
      const [before, found] = [metadataOf(full, 'jpg'), metadataOf(after, 'jpg')];
      for (const tag of ['RedMatrixColumn', 'GreenMatrixColumn', 'BlueMatrixColumn', 'RedTRC', 'MediaWhitePoint']) {
        assert.deepEqual(found[`ICC_Profile:${tag}`], before[`ICC_Profile:${tag}`], tag);
      }
      assert.ok(!after.includes(MARK) && !after.includes('PLAN'));
      assert.ok(!/P.L.A.N/s.test(after.toString('latin1')), 'not with two bytes a letter either');
      assert.equal(found['ICC-header:ProfileDateTime'], '0000:00:00 00:00:00');
    });

    test(`drops the profile of sRGB, which goes without saying (version ${version})`, () => {
      const plain = makeJpeg();
      const called = (description) => cut(withSegments(plain, jpegSegment(0xe2, 'ICC_PROFILE\0\x01\x01', makeProfile({ version, description }))));
      for (const description of ['sRGB IEC61966-2.1', 'sRGB', 'sRGB built-in']) assert.deepEqual(called(description), plain, description);
      assert.ok(called('not sRGB').includes('ICC_PROFILE'));
    });
  }

  test('keeps a profile of several segments, in whatever order, and drops one with a part missing', () => {
    const plain = makeJpeg();
    const profile = makeProfile({ size: 100_000 });
    const part = (number, data) => jpegSegment(0xe2, 'ICC_PROFILE\0', Buffer.of(number, 2), data);
    const parts = [part(1, profile.subarray(0, 60_000)), part(2, profile.subarray(60_000))];
    const after = cut(withSegments(plain, ...parts));
    assert.ok(!after.includes(MARK));
    assert.ok(after.length > plain.length + 100_000);
    assert.deepEqual(cut(withSegments(plain, parts[1], parts[0])), after);
    assert.deepEqual(cut(withSegments(plain, parts[0])), plain);
    const small = makeProfile();
    assert.notDeepEqual(cut(withSegments(plain, jpegSegment(0xe2, 'ICC_PROFILE\0', Buffer.of(1, 1), small))), plain);
    assert.deepEqual(cut(withSegments(plain, part(1, small))), plain, 'it says there are two');
    for (const bad of ['no profile', Buffer.from(small).fill('x', 36, 40), small.subarray(0, -4)]) {
      assert.deepEqual(cut(withSegments(plain, jpegSegment(0xe2, 'ICC_PROFILE\0', Buffer.of(1, 1), bad))), plain);
    }
  });

  test('takes the thumbnail out of JFIF, and the whole of its extension', () => {
    const plain = makeJpeg();
    const header = plain.subarray(4 + 2, 4 + 14);
    assert.equal(header.toString('latin1', 0, 4), 'JFIF');
    const extension = jpegSegment(0xe0, 'JFXX\0\x10', makeJpeg({ width: 16, height: 16 }), MARK);
    const thumbnail = jpegSegment(0xe0, header, Buffer.of(4, 4), Buffer.alloc(48, MARK));
    for (const segments of [[thumbnail, extension], [extension, thumbnail], [thumbnail, thumbnail]]) {
      assert.deepEqual(cut(Buffer.concat([plain.subarray(0, 2), ...segments, plain.subarray(20)])), plain);
    }
  });

  test("keeps Adobe's note, without which the colours would be others, and not what is behind it", () => {
    const colours = jpegSegment(0xee, 'Adobe', Buffer.of(0, 100, 0, 0, 0, 0, 0));
    const plain = makeJpeg({ options: ['-rgb'] });
    const own = plain.subarray(2, 18);
    assert.deepEqual(own, colours, 'cjpeg writes one itself');
    const full = Buffer.concat([plain.subarray(0, 2), jpegSegment(0xee, own.subarray(4), MARK), jpegSegment(0xee, `${MARK}-other`), plain.subarray(18)]);
    assert.deepEqual(cut(full), plain);
  });

  test('passes over fill bytes and bytes out of place, as decoders do', () => {
    const plain = makeJpeg({ options: ['-restart', '1'] });
    const filled = insert(plain, frameAt(plain), Buffer.of(0xff, 0xff, 0xff));
    assert.deepEqual(cut(filled), plain);
    assert.deepEqual(cut(insert(plain, frameAt(plain), Buffer.from(MARK))), plain);
    // In front of a restart they are part of the scan.
    const restart = plain.indexOf(Buffer.of(0xff, 0xd0));
    const inScan = insert(plain, restart, Buffer.of(0xff, 0xff));
    assert.deepEqual(cut(inScan), inScan);
    assert.deepEqual(jpegPixels(cut(inScan)), jpegPixels(plain));
  });

  test('takes what stands between the scans and behind the end', () => {
    const plain = makeJpeg({ options: ['-progressive'] });
    const second = plain.indexOf(Buffer.of(0xff, 0xc4), scanAt(plain));
    const full = Buffer.concat([insert(plain, second, jpegSegment(0xfe, MARK), jpegSegment(0xe5, MARK)), Buffer.from(MARK)]);
    assert.deepEqual(cut(full), plain);
  });

  test('gives one without its end, or with anything in its place, its end back, and says so', () => {
    for (const options of [[], ['-progressive']]) {
      const plain = makeJpeg({ options });
      const ends = { 'nothing': '', 'half a mark': Buffer.of(0xff), 'zeros': Buffer.alloc(512), 'a text': 'written by a gallery', 'a segment cut short': Buffer.of(0xff, 0xe1, 0x20, 0, 1) };
      for (const [what, end] of Object.entries(ends)) {
        const { isMended, parts } = cutJpeg(Buffer.concat([plain.subarray(0, -2), Buffer.from(end)]));
        assert.equal(isMended, true, what);
        const mended = Buffer.concat(parts);
        assert.deepEqual(mended.subarray(0, plain.length - 2), plain.subarray(0, -2), what);
        assert.deepEqual(mended.subarray(-2), Buffer.of(0xff, 0xd9), what);
      }
      assert.equal(cutJpeg(plain).isMended, false);
      assert.equal(cutJpeg(Buffer.concat([plain, Buffer.alloc(512)])).isMended, false, 'what lies behind the end is no matter');
      const half = cutJpeg(plain.subarray(0, plain.length / 2));
      assert.equal(half.isMended, true);
      assert.deepEqual(Buffer.concat(half.parts).subarray(-2), Buffer.of(0xff, 0xd9));
    }
  });

  test('refuses what does not hold together', () => {
    const plain = makeJpeg();
    const changed = (at, value) => { const bytes = Buffer.from(plain); bytes[at] = value; return bytes; };
    const frame = frameAt(plain);
    const scan = scanAt(plain);
    const wrong = {
      'nothing': Buffer.alloc(0),
      'no start': plain.subarray(2),
      'no scan, for its end is missing': plain.subarray(0, scan + 5),
      'a start inside': insert(plain, frame, plain),
      'a short start inside': insert(plain, frame, Buffer.of(0xff, 0xd8, 0, 2)),
      'a segment behind the end': changed(4, 0xff),
      'a length of 1': insert(plain, 2, Buffer.of(0xff, 0xfe, 0, 1)),
      'no frame': Buffer.concat([plain.subarray(0, 20), plain.subarray(scan)]),
      'two frames': insert(plain, frame, plain.subarray(frame, frame + 19)),
      'a frame with more components than bytes': changed(frame + 9, 4),
      'a frame without lines': Buffer.concat([plain.subarray(0, frame + 5), Buffer.of(0, 0), plain.subarray(frame + 7)]),
      'no scan': Buffer.concat([plain.subarray(0, scan), Buffer.of(0xff, 0xd9)]),
      'a scan with more components than bytes': changed(scan + 4, 4),
    };
    for (const [what, bytes] of Object.entries(wrong)) assert.throws(() => cutJpeg(bytes), isBroken, what);
  });

  test('gives bytes or BadDocument for 500 that are cut short and 500 with flipped bits', (t) => {
    const seed = chooseSeed();
    t.diagnostic(`CARITAS_SEED=${seed}`);
    const chance = new Chance(seed, 'jpeg');
    const whole = Object.values(ways).map((options) => withSecondPicture(withMetadata(makeJpeg({ options }), 'jpg', { orientation: 6, profile: makeProfile() })));
    let good = 0;
    for (let i = 0; i < 1000; ++i) {
      let bytes = Buffer.from(chance.pick(whole));
      if (i % 2) bytes = bytes.subarray(0, chance.between(0, bytes.length));
      else for (let flips = chance.between(1, 20); flips > 0; --flips) bytes[chance.between(0, bytes.length - 1)] ^= 1 << chance.between(0, 7);
      try {
        const after = cut(bytes);
        assert.deepEqual(cut(after), after, `${i}: parses again`);
        ++good;
      } catch (error) {
        assert.ok(isBroken(error), `${i}: ${error.stack}`);
      }
    }
    t.diagnostic(`${good} of 1000 still hold together`);
  });
});
