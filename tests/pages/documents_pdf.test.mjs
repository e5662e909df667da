// PDFs as programs write them, and such as are made to keep whoever looks into them busy.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';

import { jpg, jpgSegment } from '../lib/documents.mjs';
import { importPage } from '../lib/pages.mjs';
import { objectStream, pdf, revision, stream, xmp } from '../lib/pdfs.mjs';

const { tracesOf } = await importPage('documents/traces.js');

async function tracesIn(bytes) {
  const { traces, isClosed } = await tracesOf(new Blob([bytes]), 'pdf');
  return [...traces.map(({ what, value }) => `${what} ${value}`), ...(isClosed ? ['(closed)'] : [])];
}
const has = async (bytes, expected, what) => assert.deepEqual(await tracesIn(bytes), expected, what);

/// EXIF data with a camera's model: one directory with one entry.
function cameraExif(model) {
  const tiff = Buffer.alloc(26 + model.length + 1);
  tiff.write('MM\0*\0\0\0\x08\0\x01', 'latin1');
  tiff.writeUInt16BE(0x0110, 10);
  tiff.writeUInt16BE(2, 12);
  tiff.writeUInt32BE(model.length + 1, 14);
  tiff.writeUInt32BE(26, 18);
  tiff.write(`${model}\0`, 26, 'latin1');
  return jpgSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff]));
}
const photo = jpg(3, 4, { before: cameraExif('Kamera X100') });
const image = (filter, data) => stream(`/Type /XObject /Subtype /Image /Width 3 /Height 4 /Filter ${filter}`, data, { flate: false });

describe('a PDF', () => {
  test('tells of a photo with what its camera noted, packed as programs do it', async () => {
    const ways = { '/DCTDecode': photo, '[/DCTDecode]': photo, '[ /DCTDecode ]': photo, '/DCT': photo, '[/FlateDecode /DCTDecode]': deflateSync(photo) };
    for (const [filter, data] of Object.entries(ways)) await has(pdf({ 1: '<< >>', 5: image(filter, data) }), ['photo Kamera X100'], filter);
    await has(pdf({ 1: '<< >>', 5: image('/DCTDecode', jpg(3, 4)) }), [], 'without notes');
    await has(pdf({ 1: '<< >>', 5: image('/JPXDecode', photo) }), [], 'of another kind');
    await has(pdf({ 1: '<< >>', 5: image('[/ASCII85Decode /DCTDecode]', photo) }), [], 'packed otherwise, as only old printers do');
  });

  test('tells of a camera that stands in metadata beside a picture', async () => {
    const notes = xmp([]).replace('xmlns:dc', 'xmlns:tiff="t" xmlns:exif="e" tiff:Make="Firma" tiff:Model="X100" exif:GPSLatitude="52,30N" exif:GPSLongitude="13,24E" xmlns:dc');
    await has(pdf({ 1: '<< >>', 6: stream('/Type /Metadata', notes) }), ['photo Firma X100', 'place 52,30N, 13,24E']);
  });

  test('names its author with all letters of PDFDocEncoding', async () => {
    const author = (codes) => pdf({ 1: '<< >>', 2: `<< /Author (${codes}) >>` });
    await has(author('\x97imon \x99i\x9eka, \x96uvre, \x95ucja W\x9bodarska, \x9duma'), ['author Šimon Žižka, Œuvre, Łucja Włodarska, šuma']);
    await has(author('\\227imon'), ['author Šimon'], 'as numbers');
    await has(pdf({ 1: '<< >>', 2: '<< /Author <97696d6f6e> >>' }), ['author Šimon'], 'as digits');
    await has(author('Fran\xe7ois \xc4nne \x93\x94 \xa0 \x18'), ['author François Änne ﬁﬂ € ˘']);
    await has(author('a\x9fb\xadc'), ['author abc'], 'what means nothing');
  });

  test('names authors told elsewhere, however many there are', async () => {
    const many = Array.from({ length: 30 }, (_, i) => [`<< /Author ${100 + i} 0 R >>`, `(Person ${i % 3})`]);
    const objects = Object.fromEntries(many.flatMap(([holder, text], i) => [[200 + i, holder], [100 + i, text]]));
    await has(pdf({ 1: '<< >>', ...objects }), ['author Person 0', 'author Person 1', 'author Person 2']);
    await has(pdf({ 1: '<< >>', 2: '<< /Author 7 0 R >>', 9: objectStream({ 5: '<61>', 7: '<416e6e61>', 8: '<< /A 1 >>' }) }), ['author Anna']);
  });
});

describe('what was added to a PDF', () => {
  const note = (name, more = '') => `<< /Type /Annot /Subtype /Highlight /T (${name}) /Contents (a \\) b >> \\( c) ${more} >>`;

  test('tells of each property of its own, in every revision, and of none that all programs write', async () => {
    const usual = '/Title (Brief) /Subject (x) /Keywords (x) /Creator (x) /Producer (x) /CreationDate (D:2026) /ModDate (D:2026) /Trapped /False /PTEX.Fullbanner (x)';
    await has(pdf({ 1: '<< >>', 2: `<< ${usual} >>` }), []);
    const first = pdf({ 1: '<< >>', 2: `<< ${usual} /Akte (4711) /Leer () /Zahl 12 /Liste [ (a) /b ] /Firma#20und#20Ort <426F6E6E> >>` });
    await has(first, ['custom Akte: 4711', 'custom Firma und Ort: Bonn']);
    await has(Buffer.concat([first, revision({ 2: '<< /Akte (neu) >>', 7: '<< /Akte (dritte) >>' }, '/Root 1 0 R /Info 7 0 R')]),
      ['custom Akte: 4711', 'custom Firma und Ort: Bonn', 'custom Akte: neu', 'custom Akte: dritte'], 'what an editor replaced is still in the file');
  });

  test('also where it lies in an object stream, or its value in another object; other dictionaries have names as well', async () => {
    await has(pdf({ 1: '<< >>', 9: objectStream({ 2: '<< /Akte 8 0 R >>', 8: '(4711)' }) }), ['custom Akte: 4711']);
    await has(pdf({ 1: '<< /Lang (de) /Own (x) >>', 2: '<< /Within << /Own (y) >> >>', 3: '<< /Own (z) >>' }), []);
  });

  test('tells who commented, wherever the comment stands', async () => {
    await has(pdf({ 1: '<< >>', 2: '<< >>', 5: note('Karl') }), ['commenter Karl']);
    await has(pdf({ 1: '<< >>', 2: '<< >>', 9: objectStream({ 5: note('Karl'), 6: note('Lea') }) }), ['commenter Karl', 'commenter Lea']);
    await has(pdf({ 1: '<< >>', 2: '<< >>', 5: `<< /Type /Page /Annots [ ${note('Karl')} ${note('Lea')} ] >>` }), ['commenter Karl', 'commenter Lea'], 'within the page');
    await has(pdf({ 1: '<< >>', 2: '<< >>', 5: '<< /T 8 0 R /Subtype/Stamp >>', 8: '<FEFF004B00610072006C>' }), ['commenter Karl'], 'told elsewhere');
    await has(Buffer.concat([pdf({ 1: '<< >>', 2: '<< >>', 5: note('Karl') }), revision({ 5: 'null' })]), ['commenter Karl'], 'that was deleted since');
  });

  test('a field of a form, a heading and a text that only looks so are nobody', async () => {
    await has(pdf({ 1: '<< >>', 2: '<< >>', 5: '<< /Type /Annot /Subtype /Widget /T (Vorname) >>', 6: '<< /T (Kapitel) >>' }), []);
    await has(pdf({ 1: '<< >>', 2: '<< >>', 5: `<< /Contents (<< /Subtype /Text /T \\(x\\) >>) /Kids [ << /T (y) >> ] /Subtype /Text >>` }), []);
  });
});

describe('a PDF that is made to stall', () => {
  const patience = { timeout: 120_000 };
  const mebibyte = 1024 * 1024;
  const fill = (what, size) => what.repeat(Math.ceil(size / what.length));
  const references = (count) => Array.from({ length: count }, (_, i) => `/Author ${i + 1} 0 R `).join('');
  /// Opens to a thousand times its size, and breaks then.
  const broken = deflateSync(Buffer.alloc(200_000)).subarray(0, -4);
  const manyStreams = (data, head, size) => Buffer.concat(Array(Math.floor(size / (data.length + head.length + 40))).fill(
    Buffer.concat([Buffer.from(`1 0 obj<<${head}>>stream\n`), data, Buffer.from('\nendstream\n')])));

  const made = {
    'references to many objects': Buffer.from(references(40) + fill('1 0 obj ', 10 * mebibyte)),
    'references to objects that never end': Buffer.from(references(40) + fill('1 0 obj(', 10 * mebibyte)),
    'streams that break when they have grown': Buffer.concat([Buffer.from(references(5)), manyStreams(broken, '/Type /ObjStm/Filter/FlateDecode', 10 * mebibyte)]),
    'filters that never end': manyStreams(Buffer.from('x'), `/Type/ObjStm${fill('/Filter[', 3900)}`, 10 * mebibyte),
    'small streams full of names': manyStreams(deflateSync(fill('/Author(', 4096)), '/Type /ObjStm/Filter/FlateDecode', mebibyte),
    'dictionaries that never end': Buffer.from(fill('1 0 obj<<', 10 * mebibyte)),
    'dictionaries in one another': Buffer.from(`1 0 obj${fill('<</A', 10 * mebibyte)}`),
    'names without an end': Buffer.from(`1 0 obj<<${Array.from({ length: mebibyte }, (_, i) => `/n${i} 1`).join('')}>>`),
    'texts in dictionaries that never end': Buffer.from(fill('1 0 obj<</A(', 10 * mebibyte)),
    'comments without an end': Buffer.from(fill('1 0 obj<</Subtype/Text/T(a)>>', 10 * mebibyte)),
    'properties without an end': Buffer.from(`/Info 1 0 R ${fill('1 0 obj<</B(a)>>', 10 * mebibyte)}`),
    'numbers of objects without an end': manyStreams(deflateSync(fill('1 ', 16 * mebibyte)), '/Type /ObjStm/First 999999999/Filter/FlateDecode', 100_000),
    'metadata of nothing but tags': manyStreams(deflateSync(`<a>${fill('<b/>', 7 * mebibyte)}</a>`), '/Type /Metadata/Filter/FlateDecode', mebibyte),
    'a name of sixteen million letters': manyStreams(deflateSync(`<creator>${fill('ä', 7 * mebibyte)}</creator>`), '/Type /Metadata/Filter/FlateDecode', 100_000),
    'photos without an end': manyStreams(Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.from(fill('\xff\xe0\0\x02', 2000), 'latin1')]), '/Filter/DCTDecode', 10 * mebibyte),
  };
  for (const [what, body] of Object.entries(made)) {
    test(`${what}: an answer, and each byte is looked at a few times`, patience, async (t) => {
      const file = Buffer.concat([Buffer.from('%PDF-1.4\n'), body]);
      const before = process.cpuUsage();
      const { traces } = await tracesOf(new Blob([file]), 'pdf');
      const { user, system } = process.cpuUsage(before);
      assert.ok(traces.length <= 10);
      t.diagnostic(`${(file.length / mebibyte).toFixed(1)} MiB: ${Math.round((user + system) / 1000)} ms of a processor, ${Math.round(process.memoryUsage().rss / mebibyte)} MiB in all`);
    });
  }
});
