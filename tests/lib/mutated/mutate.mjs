// Documents of every kind, and what damage and malice make of them: the same for the same seed and number.
import { Chance } from '../chance.mjs';
import { doc, propertySet, wordStream, workbookStream, writerRecord, xls, compound } from '../compound_files.mjs';
import { appProperties, coreProperties, docxParts, xlsx, xlsxParts, zip } from '../documents.mjs';
import { objectStream, pdf, revision, stream, xmp } from '../pdfs.mjs';
import { drawing, makeJpeg, makePng, makeProfile, withMetadata } from '../pictures.mjs';

const size = { width: 40, height: 30, pixels: drawing(40, 30) };
const photo = withMetadata(makeJpeg(size), 'jpg', { orientation: 6, profile: makeProfile() });
const screenshot = withMetadata(makePng(size), 'png', { orientation: 6, profile: makeProfile() });

const field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>';
const text = `<w:document xmlns:w="w"><w:body><w:p>${field}<w:ins w:author="Karl"/></w:p></w:body></w:document>`;
const people = { 'docProps/core.xml': coreProperties('<dc:creator>Anna</dc:creator>'), 'docProps/app.xml': appProperties('<Company>Firma</Company>') };
const docxOf = () => docxParts({ links: [['package', 'embeddings/a.xlsx'], ['image', 'media/a.jpg']],
  parts: { ...people, 'word/document.xml': text, 'word/embeddings/a.xlsx': xlsx(), 'word/embeddings/b.bin': xls(), 'word/media/a.jpg': photo } });
const xlsxOf = () => xlsxParts({ links: [['styles', 'styles.xml']], parts: { ...people, 'xl/workbook.xml': '<workbook><x15ac:absPath url="C:\\anna\\"/></workbook>' } });
const pdfObjects = () => ({ 1: '<< /Type /Catalog >>', 2: '<< /Author 7 0 R /Title (C:\\\\anna\\\\a.doc) >>', 7: '(Anna)', 5: stream('/Filter /DCTDecode', photo, { flate: false }),
  8: objectStream({ 9: '<< /Author (Bert) >>', 10: '(Carla)' }), 6: stream('/Type /Metadata', xmp(['Dora'])) });

/// [kind, a document, or its parts that are damaged one by one before they are packed].
const SAMPLES = [
  ['png', screenshot],
  ['jpg', photo],
  ['docx', zip(docxOf())],
  ['docx', { parts: docxOf(), pack: zip }],
  ['xlsx', zip(xlsxOf())],
  ['xlsx', { parts: xlsxOf(), pack: zip }],
  ['doc', doc({ '\u0005SummaryInformation': propertySet({ 4: 'Anna', 8: 'Bert' }), ObjectPool: { _1: { Package: xlsx() } }, Data: Buffer.concat([Buffer.alloc(5000), photo]) })],
  ['xls', xls({ more: [writerRecord('Anna')] }, { '\u0005SummaryInformation': propertySet({ 4: 'Anna' }) })],
  ['xls', { parts: [{ name: 'Workbook', data: workbookStream({ more: [writerRecord('Anna')] }) }], pack: (parts) => compound({ Workbook: parts[0].data }) }],
  ['doc', { parts: [{ name: 'WordDocument', data: wordStream() }], pack: (parts) => compound({ WordDocument: parts[0].data, '1Table': Buffer.alloc(100) }) }],
  ['pdf', Buffer.concat([pdf(pdfObjects()), revision({ 2: '<< /Author (Emil) >>' })])],
  ['pdf', { parts: Object.entries(pdfObjects()).map(([name, data]) => ({ name, data })), pack: (parts) => pdf(Object.fromEntries(parts.map(({ name, data }) => [name, data]))) }],
];
export const KINDS = [...new Set(SAMPLES.map(([kind]) => kind))];

const EXTREMES = [0, 1, 0x7f, 0xff, 0x100, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffa, 0xfffffffe, 0xffffffff];
/// Words that lead readers on, put where they do not belong.
const WORDS = ['<a>', '</a>', '<![CDATA[', '<!--', '&#x41;', 'PK\x03\x04', 'PK\x05\x06', '1 0 obj', ' 0 R', 'stream\n', '\nendstream', '/Author', '/Title(', '/Type /ObjStm',
  '/Filter /FlateDecode', '\xff\xd8', '\xff\xda', '\xff\xe1', 'IDAT', 'iCCP', 'IEND', '\xd0\xcf\x11\xe0', '<w:fldChar w:fldCharType="begin"/>'].map((word) => Buffer.from(word, 'latin1'));
const LARGEST = 4 * 1024 * 1024;

const place = (chance, bytes) => chance.between(0, Math.max(0, bytes.length - 1));
const splice = (bytes, at, gone, put) => Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + gone)]);

const WAYS = {
  flip(chance, bytes) {
    const changed = Buffer.from(bytes);
    for (let n = chance.between(1, 8); n > 0 && bytes.length > 0; --n) changed[place(chance, bytes)] = chance.between(0, 255);
    return changed;
  },
  extreme(chance, bytes) {
    const changed = Buffer.from(bytes);
    const at = place(chance, bytes);
    if (at + 4 > bytes.length) return changed;
    const value = chance.pick(EXTREMES);
    if (chance.happens(0.5)) changed.writeUInt32LE(value, at);
    else changed.writeUInt32BE(value, at);
    return changed;
  },
  cut: (chance, bytes) => bytes.subarray(0, place(chance, bytes)),
  lose: (chance, bytes) => splice(bytes, place(chance, bytes), chance.between(1, 200), Buffer.alloc(0)),
  word: (chance, bytes) => splice(bytes, place(chance, bytes), chance.happens(0.5) ? 4 : 0, chance.pick(WORDS)),
  /// What is small where it stands is long when it stands there often.
  repeat(chance, bytes) {
    const at = place(chance, bytes);
    const piece = chance.happens(0.3) ? chance.pick(WORDS) : bytes.subarray(at, at + chance.between(1, 60));
    const times = chance.pick([2, 20, 200, chance.happens(0.02) ? 50_000 : 1000]);
    return splice(bytes, at, 0, Buffer.concat(Array(Math.min(times, Math.ceil(LARGEST / Math.max(1, piece.length)))).fill(piece)));
  },
  swap(chance, bytes) {
    const [from, to] = [place(chance, bytes), place(chance, bytes)];
    return splice(bytes, to, 0, bytes.subarray(from, from + chance.between(1, 500)));
  },
  foreign(chance, bytes) {
    const [, other] = chance.pick(SAMPLES.filter(([, sample]) => Buffer.isBuffer(sample)));
    const from = place(chance, other);
    return splice(bytes, place(chance, bytes), chance.between(0, 100), other.subarray(from, from + chance.between(1, 2000)));
  },
};

function damage(chance, bytes) {
  let changed = Buffer.from(bytes);
  for (let n = chance.pick([1, 1, 1, 2, 3, 5]); n > 0; --n) changed = WAYS[chance.pick(Object.keys(WAYS))](chance, changed);
  return changed;
}

/// {kind, bytes} of the document with this number.
export function mutated(seed, number) {
  const chance = new Chance(seed, `document ${number}`);
  const kind = KINDS[number % KINDS.length];
  const [, sample] = chance.pick(SAMPLES.filter(([of]) => of === kind));
  if (Buffer.isBuffer(sample)) return { kind, bytes: damage(chance, sample) };
  const parts = sample.parts.map((part) => ({ ...part, data: Buffer.from(part.data) }));
  const part = chance.pick(parts);
  part.data = damage(chance, part.data);
  return { kind, bytes: sample.pack(parts) };
}
