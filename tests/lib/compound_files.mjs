// Compound files ([MS-CFB]) made by hand: doc, xls, embedded objects, and such as no program would write.

const mini = 64;
const cutoff = 4096;
const inHeader = 109;
const end = 0xfffffffe;
const none = 0xffffffff;

const padded = (bytes, size) => Buffer.concat([bytes, Buffer.alloc((size - (bytes.length % size)) % size)]);

/// A directory entry of 128 bytes.
function entry({ name, type, right = none, child = none, start = end, size = 0 }) {
  const bytes = Buffer.alloc(128);
  const length = bytes.write(name, 'utf16le');
  bytes.writeUInt16LE(length + 2, 64);
  bytes[66] = type;
  bytes[67] = 1;
  bytes.writeUInt32LE(none, 68);
  bytes.writeUInt32LE(right, 72);
  bytes.writeUInt32LE(child, 76);
  bytes.writeUInt32LE(start, 116);
  bytes.writeUInt32LE(size, 120);
  return bytes;
}

// Sectors that follow each other, linked; returns where they begin.
function place(data, size, all, next) {
  if (data.length === 0) return end;
  const start = next.length;
  const count = Math.ceil(data.length / size);
  for (let i = 0; i < count; ++i) next.push(i === count - 1 ? end : start + i + 1);
  all.push(padded(data, size));
  return start;
}

// {'WordDocument': bytes, 'Macros/VBA/dir': bytes} as a flat directory: the root first, each with the place of its next sibling.
function directoryOf(tree) {
  const nodes = [{ name: 'Root Entry', type: 5 }];
  const under = (parent, branch) => {
    let last = null;
    for (const [name, value] of Object.entries(branch)) {
      const number = nodes.push({ name, type: Buffer.isBuffer(value) ? 2 : 1, data: value }) - 1;
      if (last === null) nodes[parent].child = number;
      else nodes[last].right = number;
      last = number;
      if (!Buffer.isBuffer(value)) under(number, value);
    }
  };
  under(0, tree);
  return nodes;
}

/// A compound file of {name: Buffer (a stream) or object (a storage)}. `orphans`: streams' names that hang on nothing; `version`: 3 or 4.
export function compound(tree, { orphans = [], version = 3 } = {}) {
  const sector = version === 4 ? 4096 : 512;
  const [nodes, sectors, next, minis, nextMini] = [directoryOf(tree), [], [], [], []];
  for (const node of nodes.filter(({ type }) => type === 2)) {
    node.size = node.data.length;
    node.start = node.size >= cutoff ? place(node.data, sector, sectors, next) : place(node.data, mini, minis, nextMini);
  }
  const short = Buffer.concat(minis);
  [nodes[0].start, nodes[0].size] = [place(short, sector, sectors, next), short.length];
  const table = Buffer.alloc(nextMini.length * 4);
  nextMini.forEach((link, i) => table.writeUInt32LE(link, i * 4));
  const miniTable = place(table, sector, sectors, next);
  const directory = place(Buffer.concat([...nodes, ...orphans.map((name) => ({ name, type: 2 }))].map(entry)), sector, sectors, next);
  const first = next.length;
  const perSector = sector / 4 - 1;
  const tables = Math.ceil((first + 2) / (perSector - 1));
  const more = Math.max(0, Math.ceil((tables - inHeader) / perSector));
  for (let i = 0; i < tables; ++i) next.push(0xfffffffd);
  for (let i = 0; i < more; ++i) next.push(0xfffffffc);
  const fat = Buffer.alloc(tables * sector, 0xff);
  next.forEach((link, i) => fat.writeUInt32LE(link, i * 4));
  const front = header({ version, sector, tables, first, more, directory, miniTable, miniCount: Math.ceil(table.length / sector) });
  return Buffer.concat([front, ...sectors, fat, tableOfTables({ sector, tables, first, more })]);
}

// What of the places of the tables does not fit into the header, in sectors that are linked at their ends.
function tableOfTables({ sector, tables, first, more }) {
  const perSector = sector / 4 - 1;
  const bytes = Buffer.alloc(more * sector, 0xff);
  for (let i = 0; i < more; ++i) {
    const told = inHeader + i * perSector;
    for (let j = 0; j < perSector && told + j < tables; ++j) bytes.writeUInt32LE(first + told + j, i * sector + j * 4);
    bytes.writeUInt32LE(i === more - 1 ? end : first + tables + i + 1, (i + 1) * sector - 4);
  }
  return bytes;
}

function header({ version, sector, tables, first, more, directory, miniTable, miniCount }) {
  const bytes = Buffer.alloc(sector);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes);
  [[24, 0x3e], [26, version], [28, 0xfffe], [30, Math.log2(sector)], [32, 6]].forEach(([at, value]) => bytes.writeUInt16LE(value, at));
  [[44, tables], [48, directory], [56, cutoff], [60, miniTable], [64, miniCount], [68, more > 0 ? first + tables : end], [72, more]].forEach(([at, value]) => bytes.writeUInt32LE(value, at));
  for (let i = 0; i < inHeader; ++i) bytes.writeUInt32LE(i < tables ? first + i : none, 76 + 4 * i);
  return bytes;
}

/// Where the number of a link in the table of chains lies in the file of version 3 that compound() made.
export const placeOfLink = (file, link) => (file.readUInt32LE(76) + 1) * 512 + 4 * link;
/// Where an entry of the directory lies, by its name.
export const placeOfEntry = (file, name) => {
  const coded = Buffer.from(`${name}\0`, 'utf16le');
  for (let at = (file.readUInt32LE(48) + 1) * 512; at < file.length; at += 128) if (file.subarray(at, at + coded.length).equals(coded)) return at;
  throw new Error(`no entry ${name}`);
};

/// The beginning of Word's main stream, `pairs`: {number: [offset, length]} of its lists.
export function wordStream({ ident = 0xa5ec, flags = 0, pairs = {}, size = 5000 } = {}) {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt16LE(ident, 0);
  bytes.writeUInt16LE(0xc1, 2);
  bytes.writeUInt16LE(flags, 10);
  for (const [number, [offset, length]] of Object.entries(pairs)) {
    bytes.writeUInt32LE(offset, 154 + 8 * number);
    bytes.writeUInt32LE(length, 158 + 8 * number);
  }
  return bytes;
}

export const doc = (more = {}, how = {}) => compound({ WordDocument: wordStream(), '1Table': Buffer.alloc(100), ...more }, how);

const record = (type, data = Buffer.alloc(0)) => {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
};
const begin = (substream, version = 6) => record(0x0809, Buffer.from([0, version, substream, 0, 0, 0, 0, 0]));
const unicode = (text) => Buffer.concat([Buffer.from([text.length, 0, 1]), Buffer.from(text, 'utf16le')]);

/// A workbook's stream with one sheet. `told`: its kind as the list of sheets tells it, `is`: as its own beginning does; `at`: where it
/// lies, as the list tells; `more`: records; `version`: 6, or 5 of Excel 95; `note`: who wrote the sheet's note, null for none.
export function workbookStream({ told = 0, is = 0x10, at, more = [], version = 6, note = 'Nora Notiz' } = {}) {
  const front = Buffer.concat([begin(5, version), ...more]);
  const sheet = Buffer.concat([Buffer.alloc(4), Buffer.from([0, told]), Buffer.from([1, 0, 0x41])]);
  sheet.writeUInt32LE(at ?? front.length + 4 + sheet.length + 4, 0);
  const notes = note === null ? [] : [noteRecord(note)];
  return Buffer.concat([front, record(0x85, sheet), record(0x0a), begin(is), ...notes, record(0x0a)]);
}
export const noteRecord = (name) => record(0x1c, Buffer.concat([Buffer.alloc(8), unicode(name)]));
/// The beginning of a macro sheet within another record; `at: 16` finds it where it comes first.
export const hidingRecord = record(0x0fff, begin(0x40));
export const passwordRecord = record(0x2f, Buffer.alloc(6));
/// What sheets refer to outside of them (SUPBOOK); `isWide`: two bytes for a character, `length`: what it tells of its own.
export function linkRecord(link, { isWide = false, length = link.length } = {}) {
  return record(0x1ae, Buffer.concat([Buffer.from([0, 0, length & 0xff, length >> 8, isWide ? 1 : 0]), Buffer.from(link, isWide ? 'utf16le' : 'latin1')]));
}
export const selfLinkRecord = record(0x1ae, Buffer.from([1, 0, 1, 4]));
/// The same in workbooks of Excel 95.
export const oldLinkRecord = (link) => record(0x17, Buffer.concat([Buffer.from([link.length]), Buffer.from(link, 'latin1')]));
export const writerRecord = (name) => record(0x5c, Buffer.concat([unicode(name), Buffer.alloc(20, 0x20)]));

export const xls = (how = {}, more = {}) => compound({ Workbook: workbookStream(how), ...more });

const guid = (text) => {
  const bytes = Buffer.from(text.replace(/-/g, ''), 'hex');
  return Buffer.concat([bytes.subarray(0, 4).reverse(), bytes.subarray(4, 6).reverse(), bytes.subarray(6, 8).reverse(), bytes.subarray(8)]);
};
const added = guid('d5cdd505-2e9c-101b-9397-08002b2cf9ae');
const uint32 = (...numbers) => Buffer.concat(numbers.map((number) => Buffer.from([0, 8, 16, 24].map((shift) => (number >>> shift) & 0xff))));

// A text in a code page, or in two bytes for each character where it is null; with its type and length in front.
function typedText(text, codePage) {
  const raw = Buffer.from(`${text}\0`, codePage === null || codePage === 1200 ? 'utf16le' : codePage === 65001 ? 'utf8' : 'latin1');
  return padded(Buffer.concat([uint32(codePage === null ? 0x1f : 0x1e, codePage === null ? raw.length / 2 : raw.length), raw]), 4);
}

// One set: [[number, bytes of its value]].
function oneSet(values) {
  let at = 8 + 8 * values.length;
  const places = values.map(([number, value]) => {
    const place = uint32(number, at);
    at += value.length;
    return place;
  });
  return Buffer.concat([uint32(at, values.length), ...places, ...values.map(([, value]) => value)]);
}

// The names of what was added, [MS-OLEPS] 2.17.
function dictionary(names, codePage) {
  const entries = names.map((name, i) => {
    const raw = Buffer.from(`${name}\0`, codePage === 1200 ? 'utf16le' : codePage === 65001 ? 'utf8' : 'latin1');
    return Buffer.concat([uint32(i + 2, codePage === 1200 ? raw.length / 2 : raw.length), codePage === 1200 ? padded(raw, 4) : raw]);
  });
  return padded(Buffer.concat([uint32(names.length), ...entries]), 4);
}

/// A stream of properties ([MS-OLEPS]): {number: text}; texts in `codePage`, or as two bytes each where it is null. `custom`: what somebody
/// added, {name: text, or bytes with their type in front}, as a second set.
export function propertySet(texts, codePage = 65001, { custom } = {}) {
  const coding = [1, uint32(2, codePage ?? 1252)];
  const sets = [[guid('f29f85e0-4ff9-1068-ab91-08002b27b3d9'), oneSet([coding, ...Object.entries(texts).map(([number, text]) => [Number(number), typedText(text, codePage)])])]];
  if (custom !== undefined) {
    const values = Object.values(custom).map((value, i) => [i + 2, Buffer.isBuffer(value) ? padded(value, 4) : typedText(value, codePage)]);
    sets.push([added, oneSet([[0, dictionary(Object.keys(custom), codePage ?? 1252)], coding, ...values])]);
  }
  const front = Buffer.alloc(28);
  front.writeUInt16LE(0xfffe, 0);
  front.writeUInt32LE(sets.length, 24);
  let at = 28 + 20 * sets.length;
  const heads = sets.map(([id, set]) => {
    const head = Buffer.concat([id, uint32(at)]);
    at += set.length;
    return head;
  });
  return Buffer.concat([front, ...heads, ...sets.map(([, set]) => set)]);
}

/// The lists that Word keeps beside a text, {number of the list: bytes}, as a doc of its own.
export function docWithLists(lists, more = {}) {
  let offset = 50;
  const pairs = {};
  for (const [number, bytes] of Object.entries(lists)) {
    pairs[number] = [offset, bytes.length];
    offset += bytes.length;
  }
  const table = Buffer.concat([Buffer.alloc(50), ...Object.values(lists)]);
  return compound({ WordDocument: wordStream({ flags: 0x200, pairs }), '1Table': table, ...more });
}
/// Names with their lengths in front; with the head of such a list, or without.
export const nameOf = (text) => Buffer.concat([Buffer.from([text.length, 0]), Buffer.from(text, 'utf16le')]);
export const listOf = (...names) => Buffer.concat([Buffer.from([0xff, 0xff, names.length, 0, 0, 0]), ...names.map(nameOf)]);

/// A picture as Excel keeps it: cut into records of 8 KB at most.
export function pictureRecords(picture) {
  const whole = Buffer.concat([Buffer.alloc(25, 7), picture]);
  const parts = Array.from({ length: Math.ceil(whole.length / 8224) }, (_, i) => whole.subarray(i * 8224, (i + 1) * 8224));
  return parts.map((part, i) => record(i === 0 ? 0xeb : 0x3c, part));
}
