// Documents made by hand for the tests of their inspection: pictures, zips, docx and xlsx, honest and hostile.
import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';

import { crc32 } from './png_chunk.mjs';

const fields = (...pairs) => {
  const bytes = Buffer.alloc(pairs.reduce((sum, [size]) => sum + size, 0));
  let at = 0;
  for (const [size, value] of pairs) at = bytes.writeUIntLE(value, at, size);
  return bytes;
};

const most = 0xffffffff;
const wide = (number) => fields([4, number % 2 ** 32], [4, Math.floor(number / 2 ** 32)]);
const extraField = (id, data) => Buffer.concat([fields([2, id], [2, data.length]), data]);

/// One file of a zip as {head, entry(offset)}: what stands in front of its data, the data and what follows; what the directory says.
/// `told`: the size that it claims, `sum`: the checksum; `flags` of both, `headFlags` and `entryFlags` of one; `headSizes`: false for zeros;
/// `follows`: its sizes behind it ('signed', 'plain', 'wide'); `zip64`: sizes in an extra field ('head', 'both'); `headName`, `extra`.
function zipped({ name, data, isStored = false, told, sum, flags = 0, headFlags = flags, entryFlags = flags, headSizes = true, follows, zip64, headName = name, extra = [] }) {
  const plain = Buffer.from(data);
  const packed = isStored ? plain : deflateRawSync(plain);
  const numbers = [sum ?? crc32(plain), packed.length, told ?? plain.length];
  const front = (theirFlags, isWide, [crc, small, large], theirName) => {
    const extras = Buffer.concat([...(isWide ? [extraField(1, Buffer.concat([wide(large), wide(small)]))] : []), ...extra]);
    const sizes = isWide ? [most, most] : [small, large];
    const lengths = [[4, crc], [4, sizes[0]], [4, sizes[1]], [2, Buffer.byteLength(theirName)], [2, extras.length]];
    return { fixed: fields([2, zip64 ? 45 : 20], [2, theirFlags], [2, isStored ? 0 : 8], [4, 0x21], ...lengths), rest: Buffer.concat([Buffer.from(theirName), extras]) };
  };
  const local = front(headFlags, zip64 !== undefined, headSizes ? numbers : [0, 0, 0], headName);
  const behind = follows === undefined ? [] : [
    ...(follows === 'plain' ? [] : [Buffer.from('PK\x07\x08')]), fields([4, numbers[0]]),
    ...(follows === 'wide' ? [wide(numbers[1]), wide(numbers[2])] : [fields([4, numbers[1]], [4, numbers[2]])])];
  const head = Buffer.concat([Buffer.from('PK\x03\x04'), local.fixed, local.rest, packed, ...behind]);
  const central = front(entryFlags, zip64 === 'both', numbers, name);
  const entry = (offset) => Buffer.concat([Buffer.from('PK\x01\x02'), fields([2, 20]), central.fixed, fields([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), central.rest]);
  return { head, entry };
}

/// A zip of [{name, data, isStored, ...}], as zipped() takes them; `isLarge`: with the directory's end as of a large one (zip64).
export function zip(entries, { comment = '', isLarge = false } = {}) {
  const locals = [];
  const central = [];
  let offset = 0;
  for (const { head, entry } of entries.map(zipped)) {
    locals.push(head);
    central.push(entry(offset));
    offset += head.length;
  }
  const directory = Buffer.concat(central);
  const count = wide(entries.length);
  const wideEnd = Buffer.concat([Buffer.from('PK\x06\x06'), wide(44), fields([2, 45], [2, 45], [4, 0], [4, 0]), count, count, wide(directory.length), wide(offset),
    Buffer.from('PK\x06\x07'), fields([4, 0]), wide(offset + directory.length), fields([4, 1])]);
  const told = isLarge ? [0xffff, most, most] : [entries.length, directory.length, offset];
  const last = fields([2, 0], [2, 0], [2, told[0]], [2, told[0]], [4, told[1]], [4, told[2]], [2, comment.length]);
  return Buffer.concat([...locals, directory, ...(isLarge ? [wideEnd] : []), Buffer.from('PK\x05\x06'), last, Buffer.from(comment)]);
}

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const wordMain = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const tableMain = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';
const coreType = 'application/vnd.openxmlformats-package.core-properties+xml';
const appType = 'application/vnd.openxmlformats-officedocument.extended-properties+xml';
const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const usualTypes = { rels: 'application/vnd.openxmlformats-package.relationships+xml', xml: 'application/xml' };

export function contentTypes(overrides, defaults = {}) {
  const byEnding = Object.entries({ ...usualTypes, ...defaults }).map(([ending, type]) => `<Default Extension="${ending}" ContentType="${type}"/>`);
  const byName = Object.entries(overrides).map(([name, type]) => `<Override PartName="${name}" ContentType="${type}"/>`);
  return `${xmlHead}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${byEnding.join('')}${byName.join('')}</Types>`;
}

/// A part *.rels of [[the last word of the type, or the whole of it; target; isExternal]].
export function relationships(list) {
  const lines = list.map(([type, target, isExternal], i) => {
    const whole = type.includes(':') ? type : `${office}/${type}`;
    return `<Relationship Id="rId${i + 1}" Type="${whole}" Target="${target}"${isExternal ? ' TargetMode="External"' : ''}/>`;
  });
  return `${xmlHead}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${lines.join('')}</Relationships>`;
}

const coreNames = 'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"';
export const coreProperties = (inside) => `${xmlHead}<cp:coreProperties ${coreNames}>${inside}</cp:coreProperties>`;
export const appProperties = (inside) =>
  `${xmlHead}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">${inside}</Properties>`;

/// The parts of a docx or xlsx as {name: text or bytes}. `types`: more content types by part; `defaults`: by ending; `links`: relationships
/// of the main part; `parts`: more parts, or others (null: none).
function officeParts({ main, mainType, folder, types = {}, defaults = {}, links = [], parts = {} }) {
  const all = {
    '[Content_Types].xml': contentTypes({ [`/${main}`]: mainType, '/docProps/core.xml': coreType, '/docProps/app.xml': appType, ...types }, defaults),
    '_rels/.rels': relationships([['officeDocument', main], ['extended-properties', 'docProps/app.xml']]),
    'docProps/core.xml': coreProperties('<dc:creator></dc:creator>'),
    'docProps/app.xml': appProperties('<Company></Company>'),
    [main]: `${xmlHead}<w:document xmlns:w="w"><w:body/></w:document>`,
    [`${folder}/_rels/${main.slice(folder.length + 1)}.rels`]: relationships(links),
    ...parts,
  };
  return Object.entries(all).filter(([, data]) => data !== null).map(([name, data]) => ({ name, data }));
}
export const docxParts = (how = {}) => officeParts({ main: 'word/document.xml', folder: 'word', mainType: wordMain, ...how });
export const xlsxParts = (how = {}) => officeParts({ main: 'xl/workbook.xml', folder: 'xl', mainType: tableMain, ...how });
export const docx = (how) => zip(docxParts(how));
export const xlsx = (how) => zip(xlsxParts(how));

/// The beginning of a PNG; what follows is not looked at.
export function png(width, height, { type = 'IHDR', depth = 8, colour = 6 } = {}) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  [header[8], header[9]] = [depth, colour];
  return Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d', 'hex'), Buffer.from(type), header, Buffer.alloc(4)]);
}

const segment = (marker, data) => Buffer.concat([Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 0xff]), data]);
/// The beginning of a JPEG with `before` (bytes) in front of its frame.
export function jpg(width, height, { marker = 0xc0, before = segment(0xe0, Buffer.from('JFIF\0')) } = {}) {
  const frame = Buffer.from([8, height >> 8, height & 0xff, width >> 8, width & 0xff, 3, ...Array(9).fill(1)]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), before, segment(marker, frame), Buffer.from([0xff, 0xd9])]);
}
export const jpgSegment = segment;

/// What tests say of documents, by the page's own `inspect`: is('docx', bytes), isRefused('macros', bytes).
export function verdicts({ inspect, BadDocument }) {
  const is = async (kind, bytes, what) => assert.equal(await inspect(new Blob([bytes])), kind, what);
  const isRefused = async (trouble, bytes, what) => {
    const answer = await inspect(new Blob([bytes])).catch((error) => error);
    assert.ok(answer instanceof BadDocument, `${what ?? trouble}: ${answer}`);
    assert.equal(answer.trouble, trouble, what);
  };
  return { is, isRefused };
}
