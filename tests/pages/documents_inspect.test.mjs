// What a document is, and what is refused: each rule with one that passes and one that does not.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { compound, doc, hidingRecord, linkRecord, oldLinkRecord, passwordRecord, selfLinkRecord, wordStream, workbookStream, xls } from '../lib/compound_files.mjs';
import { contentTypes, docx, docxParts, jpg, jpgSegment, png, relationships, verdicts, wordMain, xlsx, zip } from '../lib/documents.mjs';
import { importPage } from '../lib/pages.mjs';
import { crc32 } from '../lib/png_chunk.mjs';

const { BadDocument } = await importPage('documents/bad_document.js');
const { inspect } = await importPage('documents/inspect.js');
const { withoutFront } = await importPage('documents/pdf/pdf_front.js');
const { pictureSize } = await importPage('documents/picture/picture_size.js');

const { is, isRefused } = verdicts({ inspect, BadDocument });

const typeStart = 'application/vnd.';
const openXml = 'openxmlformats-officedocument';
const microsoft = 'http://schemas.microsoft.com/office/2006/relationships';
const someEmbedded = (data, name = 'oleObject1.bin', relationship = 'oleObject') =>
  docx({ links: [[relationship, `embeddings/${name}`]], parts: { [`word/embeddings/${name}`]: data } });
const sumOf = (text) => Buffer.from([24, 16, 8, 0].map((shift) => (crc32(Buffer.from(text)) >>> shift) & 0xff).reverse());
const plainObject = compound({ '\u0001Ole': Buffer.alloc(20), CONTENTS: Buffer.from('%PDF-1.4') });

describe('by its content alone', () => {
  test('each kind is known', async () => {
    await is('png', png(3, 4));
    await is('jpg', jpg(3, 4));
    await is('pdf', '%PDF-1.4\n');
    await is('docx', docx());
    await is('xlsx', xlsx());
    await is('doc', doc());
    await is('xls', xls());
    await is('xls', compound({ Book: workbookStream() }), 'of Excel 95');
  });

  test('large ones, too', async () => {
    await is('doc', doc({ Data: Buffer.alloc(20_000_000) }));
    const book = Buffer.concat([workbookStream(), Buffer.alloc(20_000_000)]);
    await is('xls', compound({ Workbook: book }));
    await isRefused('macros', compound({ Data: Buffer.alloc(20_000_000), Workbook: workbookStream({ told: 1 }) }));
    await is('doc', doc({ Data: Buffer.alloc(20_000_000) }, { version: 4 }), 'with large sectors');
    await isRefused('macros', compound({ Data: Buffer.alloc(20_000_000), Workbook: workbookStream({ told: 1 }) }, { version: 4 }));
  });

  test('a PDF behind other bytes is named, and freed of a mark or of blanks', async () => {
    for (const front of ['\ufeff', '\r\n', '\n\n', ' ', '\t', '\ufeff\r\n']) {
      const file = new Blob([front, '%PDF-1.4\n']);
      await isRefused('front', await file.arrayBuffer(), JSON.stringify(front));
      assert.equal(await (await withoutFront(file)).text(), '%PDF-1.4\n', JSON.stringify(front));
    }
    for (const front of ['HTTP/1.1 200 OK\r\n\r\n', '\0', 'MZ', '<html>', 'x'.repeat(1019)]) {
      const file = new Blob([front, '%PDF-1.4\n']);
      await isRefused('front', await file.arrayBuffer(), front);
      assert.equal(await withoutFront(file), file, front);
    }
    for (const text of ['x'.repeat(1020), '\r\n', ' '.repeat(2000)]) {
      const file = new Blob([text, text.startsWith('\r') ? 'PDF' : '%PDF-1.4']);
      await isRefused('kind', await file.arrayBuffer(), text.slice(0, 5));
      assert.equal(await withoutFront(file), file);
    }
    assert.equal((await inspect(new Blob(['\r\n%PDF-1.4']), { only: 'pdf' }).catch((error) => error)).trouble, 'claim', 'as no page of ours sends it');
  });

  test('nothing is "empty", and anything else none of ours', async () => {
    await isRefused('empty', '');
    for (const text of ['x', 'MZ\x90\0', '{\\rtf1}', 'GIF89a', '<html>', 'PK']) await isRefused('kind', text, text);
    await isRefused('kind', zip([{ name: 'mimetype', data: 'application/vnd.oasis.opendocument.text' }]), 'another zip');
    await isRefused('kind', compound({ PowerPoint: Buffer.alloc(10) }), 'another compound file');
    await isRefused('kind', compound({ ObjectPool: { WordDocument: wordStream() } }), 'only one within');
    await isRefused('broken', doc({ Workbook: workbookStream() }), 'two at once');
  });
});

describe('what was announced as another kind', () => {
  const isClaim = async (only, bytes, what) => {
    const answer = await inspect(new Blob([bytes]), { only }).catch((error) => error);
    assert.equal(answer.trouble, 'claim', `${what ?? only}: ${answer}`);
  };
  const samples = { png: png(3, 4), jpg: jpg(3, 4), pdf: '%PDF-1.4\n', docx: docx(), xlsx: xlsx(), doc: doc(), xls: xls() };

  test('is refused', async () => {
    for (const [kind, bytes] of Object.entries(samples)) {
      assert.equal(await inspect(new Blob([bytes]), { only: kind }), kind);
      for (const only of Object.keys(samples).filter((other) => other !== kind)) await isClaim(only, bytes, `${kind} as ${only}`);
    }
    await isClaim('pdf', 'MZ\x90\0');
    await isClaim('docx', zip([{ name: 'mimetype', data: 'application/vnd.oasis.opendocument.text' }]));
    await isRefused('empty', '');
  });

  test('by its first bytes, before anything else of it is read', async () => {
    const hostile = docx({ parts: { 'word/vbaProject.bin': 'x' } });
    await isRefused('macros', hostile);
    await isClaim('png', hostile);
    await isClaim('xls', hostile);
  });
});

describe('a picture', () => {
  test('has a size in its header', async () => {
    assert.deepEqual(await pictureSize(new Blob([png(70_000, 2)]), 'png'), { width: 70_000, height: 2 });
    assert.deepEqual(await pictureSize(new Blob([jpg(4000, 3000)]), 'jpg'), { width: 4000, height: 3000 });
    const [exif, huffman, quantization] = [[0xe1, 60_000], [0xc4, 20], [0xdb, 65]].map(([marker, size]) => jpgSegment(marker, Buffer.alloc(size)));
    const before = Buffer.concat([exif, Buffer.from([0xff, 0xff]), huffman, quantization]);
    assert.deepEqual(await pictureSize(new Blob([jpg(640, 480, { marker: 0xc2, before })]), 'jpg'), { width: 640, height: 480 });
  });

  test('is broken where that header is none', async () => {
    await isRefused('broken', png(0, 4));
    await isRefused('broken', png(2 ** 31, 4));
    await isRefused('broken', png(3, 4, { type: 'IDAT' }));
    await isRefused('broken', png(3, 4, { depth: 3 }));
    await isRefused('broken', png(3, 4).subarray(0, 20));
    await isRefused('broken', jpg(0, 4));
    await isRefused('broken', jpg(3, 4).subarray(0, 20));
    await isRefused('broken', jpg(3, 4).subarray(0, -4), 'its frame is cut');
    await isRefused('broken', jpg(3, 4, { before: jpgSegment(0xda, Buffer.alloc(10)) }), 'a scan before the frame');
    await isRefused('broken', jpg(3, 4, { before: Buffer.from([0xff, 0xe0, 0, 2, 0x00, 0x01]) }), 'no marker');
    const endless = Buffer.concat(Array(50_000).fill(jpgSegment(0xe0, Buffer.alloc(0))));
    await isRefused('broken', jpg(3, 4, { before: endless }), 'segments without an end');
  });
});

describe('the kind of a package', () => {
  const withMain = (type) => docx({ parts: { '[Content_Types].xml': contentTypes({ '/word/document.xml': type }) } });
  const withRoots = (list) => docx({ parts: { '_rels/.rels': relationships(list) } });

  test('is what its main part says', async () => {
    await is('docx', withMain(wordMain.toUpperCase()), 'in capitals');
    await is('docx', docx({ parts: { '[Content_Types].xml': contentTypes({}, { xml: wordMain }) } }), 'by its ending');
    await is('docx', withRoots([['http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument', '/word/document.xml']]), 'strict');
    const others = [`${openXml}.wordprocessingml.template.main+xml`, `${openXml}.presentationml.presentation.main+xml`, 'ms-excel.sheet.binary.macroEnabled.main'];
    for (const type of others) await isRefused('kind', withMain(typeStart + type), type);
    const enabled = ['ms-word.document.macroEnabled.main+xml', 'ms-excel.sheet.macroEnabled.main+xml', 'ms-word.template.macroEnabledTemplate.main+xml'];
    for (const type of enabled) await isRefused('macros', withMain(typeStart + type), type);
    await isRefused('kind', withRoots([]), 'no main part');
  });

  test('is told in one way only', async () => {
    await isRefused('broken', withRoots([['officeDocument', 'word/document.xml'], ['officeDocument', 'word/other.xml']]));
    await isRefused('broken', docx({ parts: { 'word/document.xml': null } }), 'and is there');
    await isRefused('broken', docx({ types: { '/WORD/document.xml': typeStart + 'ms-word.document' } }), 'two types for a part');
    await is('docx', docx({ parts: { '[Content_Types].xml': contentTypes({ '/word/document.xml': wordMain, '/WORD/document.xml': wordMain }) } }), 'but twice the same');
    await isRefused('unusual', zip([...docxParts(), { name: 'Word/Document.xml', data: 'x' }]), 'two parts of a name');
    await isRefused('unusual', zip([...docxParts(), { name: 'word/%64ocument.xml', data: 'x' }]), 'two parts of a name, one in disguise');
    await isRefused('unusual', zip([...docxParts(), { name: 'word/document.xml/[0].piece', data: 'x' }]), 'a part in pieces');
    await isRefused('broken', zip(docxParts().map((part) => ({ ...part, sum: 7 }))), 'sums that are not those of the parts');
    await isRefused('unusual', Buffer.concat([docx(), Buffer.from('more')]), 'something behind the end');
    await isRefused('broken', docx({ parts: { '[Content_Types].xml': '<Types><Default' } }));
  });
});

describe('a package is read however programs write its zip', () => {
  const written = (how, end) => zip(docxParts().map((part) => ({ ...part, ...how })), end);
  const later = { flags: 8, headSizes: false };

  test('where it is told in one way what it holds', async () => {
    const ways = {
      'sizes behind each file': [{ ...later, follows: 'signed' }], 'without a mark': [{ ...later, follows: 'plain' }], 'as of large files': [{ ...later, follows: 'wide' }],
      'sizes in front and behind': [{ flags: 8, follows: 'signed' }], 'only in front, though it is told that they follow': [{ flags: 8 }],
      'sizes as of large files, in front': [{ zip64: 'head' }], 'and in the directory': [{ zip64: 'both' }], 'and behind': [{ zip64: 'head', flags: 8, follows: 'wide' }],
      'a directory as of a large archive': [{}, { isLarge: true }],
      'told only in front that sizes follow': [{ headFlags: 8, headSizes: false, follows: 'signed' }], 'though they do not': [{ headFlags: 8 }],
      'told only in the directory': [{ entryFlags: 8, follows: 'signed' }], 'and they do not': [{ entryFlags: 8 }],
      'names as UTF-8, in front': [{ headFlags: 0x800 }], 'or in the directory': [{ entryFlags: 0x800 }], 'how well it was packed': [{ headFlags: 2 }],
    };
    for (const [what, how] of Object.entries(ways)) await is('docx', written(...how), what);
  });

  test('and is to be saved anew where it is told in two', async () => {
    const unusual = {
      'names that differ': { headName: 'word/other.xml' }, 'locked for one, open for the other': { headFlags: 1 }, 'other sizes behind': { ...later, follows: 'signed', told: 1 },
      'a name of its own for some': { extra: [Buffer.concat([Buffer.from([0x75, 0x70, 10, 0, 1]), sumOf('word/document.xml'), Buffer.from('other')])] },
    };
    for (const [what, how] of Object.entries(unusual)) {
      await isRefused(what === 'other sizes behind' ? 'broken' : 'unusual', zip(docxParts().map((part) => (part.name === 'word/document.xml' ? { ...part, ...how } : part))), what);
    }
    await isRefused('unusual', Buffer.concat([docx(), docx()]), 'two archives');
  });
});

describe('XML', () => {
  const macroType = typeStart + 'ms-word.document.macroEnabled.main+xml';
  const types = (inside) => docx({ parts: { '[Content_Types].xml': inside } });
  const honest = contentTypes({ '/word/document.xml': wordMain });
  const [front, back] = honest.split('<Override');

  test('is read as Office reads it: prefixes, quotes, entities, comments', async () => {
    await is('docx', types(honest.replaceAll('"', "'")));
    await is('docx', types(`\ufeff${front}<!-- <Default Extension="bin" ContentType="${macroType}"/> --><Override${back}`));
    await is('docx', types(`${front}<![CDATA[<Default Extension="x" ContentType="${macroType}"/>]]><Override${back}`));
    const some = { parts: { 'word/a.x': 'x' } };
    const hidden = [
      '<Default Extension="x" ContentType="application/vnd.ms-word.document.m&#97;cro&#x45;nabled.main+xml"/>',
      `<a:Default xmlns:a="b"\n ContentType = '${macroType}' Extension='x' ></a:Default>`,
      `<x a=">"/><Default Extension="x" ContentType="${macroType}"/>`,
    ];
    for (const more of hidden) await isRefused('macros', docx({ parts: { ...some.parts, '[Content_Types].xml': `${front}${more}<Override${back}` } }), more);
  });

  test('in another coding, with a document type or not well-formed is broken', async () => {
    await isRefused('broken', types(Buffer.from(`\ufeff${honest.replace('UTF-8', 'UTF-16')}`, 'utf16le')), 'UTF-16');
    await isRefused('broken', types(Buffer.from(`\ufeff${honest}`, 'utf16le').swap16()), 'UTF-16, the other way round');
    await isRefused('broken', types(Buffer.from(honest, 'utf16le')), 'UTF-16 without a mark');
    await isRefused('broken', types(honest.replace('UTF-8', 'UTF-7')));
    await isRefused('broken', types(Buffer.concat([Buffer.from(honest), Buffer.from([0xff])])), 'no UTF-8');
    await isRefused('broken', types(honest.replace('<Types', '<!DOCTYPE Types [<!ENTITY a "b">]><Types')));
    const attributes = ['<Default Extension="q" ContentType="a" b=c/>', '<Default Extension="q" ContentType="a" ContentType="b"/>'];
    for (const bad of [...attributes, '&unknown;', '</a>', '<a>', '<a b="', '<!-- ', '<a <b/>', '<!--\0-->', '</Types></a><a><Types>']) {
      await isRefused('broken', types(honest.replace('</Types>', `${bad}</Types>`)), bad);
    }
  });
});

describe('in a docx or xlsx there are no programs', () => {
  test('by content type', async () => {
    const having = { parts: { 'xl/some.xml': 'x', 'xl/some.bin': 'x' } };
    await is('xlsx', xlsx({ ...having, defaults: { bin: `${typeStart}${openXml}.spreadsheetml.printerSettings` } }));
    const controls = ['ms-office.activeX+xml', 'ms-office.activeX'];
    for (const type of ['ms-office.vbaProject', 'ms-word.vbaData+xml', 'ms-excel.macrosheet+xml', 'ms-excel.intlmacrosheet+xml', ...controls]) {
      await isRefused('macros', xlsx({ ...having, defaults: { bin: typeStart + type } }), type);
      await isRefused('macros', xlsx({ ...having, types: { '/xl/some.xml': typeStart + type } }), type);
    }
  });

  test('though types are declared that no part has', async () => {
    await is('xlsx', xlsx({ defaults: { bin: `${typeStart}ms-excel.sheet.binary.macroEnabled.main` } }), 'as SheetJS does');
    await is('xlsx', xlsx({ types: { '/xl/vbaProject.bin': `${typeStart}ms-office.vbaProject` } }), 'of a part that is not there');
    const types = { '/xl/a.bin': `${typeStart}${openXml}.spreadsheetml.printerSettings` };
    await is('xlsx', xlsx({ types, defaults: { bin: `${typeStart}ms-office.vbaProject` }, parts: { 'xl/a.bin': 'x' } }), 'and the part with this ending has its own');
  });

  test('and an attribute may be long', async () => {
    const drawing = (size) => `<w:document xmlns:w="w"><w:p a="${'x'.repeat(size)}"/><w:r><w:instrText>PAGE</w:instrText></w:r></w:document>`;
    for (const size of [100_000, 3_000_000]) await is('docx', docx({ parts: { 'word/document.xml': drawing(size) } }), `${size}`);
    await isRefused('budget', docx({ parts: { 'word/document.xml': drawing(9_000_000) } }), 'within a bound');
  });

  test('by relationship, and by name', async () => {
    await is('docx', docx({ links: [['styles', 'styles.xml'], ['ctrlProp', 'x.xml']] }));
    for (const word of ['vbaProject', 'xlMacrosheet', 'xlIntlMacrosheet', 'activeXControlBinary', 'ui/extensibility']) {
      await isRefused('macros', docx({ links: [[`${microsoft}/${word}`, 'some.bin']] }), word);
    }
    await isRefused('macros', docx({ links: [['control', 'activeX/activeX1.xml']] }));
    await isRefused('macros', docx({ parts: { 'word/_rels/header1.xml.rels': relationships([['control', 'a.xml']]) } }), 'of any part');
    await isRefused('macros', docx({ parts: { 'word/vbaProject.bin': 'x' } }));
    await isRefused('macros', docx({ parts: { 'word/VBAPROJECT.BIN': 'x' } }));
  });

  test('in what is embedded', async () => {
    await is('docx', someEmbedded(plainObject));
    await is('docx', someEmbedded(xlsx(), 'table.xlsx', 'package'));
    await is('docx', someEmbedded(xls(), 'table.xls', 'package'));
    await isRefused('macros', someEmbedded(compound({ '\u0001Ole10Native': Buffer.from('evil.exe') })));
    await isRefused('macros', someEmbedded(doc({ Macros: { VBA: { dir: Buffer.alloc(5) } } })));
    await isRefused('macros', someEmbedded(xlsx({ defaults: { bin: `${typeStart}ms-office.vbaProject` }, parts: { 'xl/a.bin': 'x' } }), 'table.xlsx', 'package'));
    await isRefused('macros', someEmbedded(someEmbedded(compound({ '\u0001Ole10Native': Buffer.from('x') })), 'deeper.docx', 'package'));
    await isRefused('macros', someEmbedded('MZ a program'));
    await isRefused('macros', someEmbedded(zip([{ name: 'evil.exe', data: 'MZ' }]), 'some.docx', 'package'));
    await isRefused('macros', docx({ links: [['oleObject', '/media/x.bin']], parts: { 'Media/X.bin': 'MZ' } }), 'wherever it lies');
    await isRefused('macros', docx({ parts: { 'word/embeddings/x.bin': 'MZ' } }), 'whether or not anything leads to it');
    await isRefused('macros', docx({ links: [['aFChunk', 'chunk.rtf']], parts: { 'word/chunk.rtf': '{\\rtf1 \\object}' } }));
  });
});

describe('in a doc or xls there are no programs', () => {
  test('by the names within', async () => {
    const [embedded, linked] = [0, 1].map((flags) => Buffer.from([1, 0, 0, 2, flags, 0, 0, 0, ...Array(12).fill(0)]));
    await is('doc', doc({ ObjectPool: { _1: { '\u0001Ole': embedded, CONTENTS: Buffer.alloc(30) } } }));
    await isRefused('fetches', doc({ ObjectPool: { _1: { '\u0001Ole': linked, CONTENTS: Buffer.alloc(30) } } }), 'an object elsewhere');
    await isRefused('fetches', someEmbedded(compound({ '\u0001Ole': linked })), 'an object elsewhere, in a docx');
    await isRefused('macros', doc({ ObjectPool: { _1: { '\u0001Ole': embedded, 'Equation Native': Buffer.alloc(30) } } }));
    await isRefused('macros', doc({ Macros: { VBA: { dir: Buffer.alloc(5) } } }));
    await isRefused('macros', xls({}, { _VBA_PROJECT_CUR: { PROJECT: Buffer.alloc(5) } }));
    await isRefused('macros', doc({ Harmless: { VBA: { dir: Buffer.alloc(5) } } }));
    await isRefused('macros', doc({ Harmless: { _VBA_PROJECT: Buffer.alloc(5) } }));
    await isRefused('macros', doc({ ObjectPool: { _1: { '\u0001Ole10Native': Buffer.alloc(50) } } }));
    await isRefused('macros', doc({ ObjectPool: { _1: { '\u0003OCXDATA': Buffer.alloc(50) } } }));
    await isRefused('macros', doc({}, { orphans: ['_VBA_PROJECT'] }), 'that hang on nothing');
  });

  test('in packages within', async () => {
    await is('doc', doc({ ObjectPool: { _1: { Package: xlsx() } } }));
    await isRefused('macros', doc({ ObjectPool: { _1: { Package: xlsx({ parts: { 'xl/vbaProject.bin': 'x' } }) } } }));
  });

  test('as macro sheets of Excel 4.0', async () => {
    await is('xls', xls({ told: 2, is: 0x20 }), 'a sheet that is a chart');
    await isRefused('macros', xls({ told: 1, is: 0x40 }));
    await isRefused('macros', xls({ told: 1 }));
    await isRefused('macros', xls({ told: 0, is: 0x40 }), 'that calls itself a plain one');
    await isRefused('macros', xls({}, { MBD1: { Workbook: workbookStream({ told: 1 }) } }), 'of an embedded one');
    await isRefused('macros', xls({ at: 16, more: [hidingRecord] }), 'within another record');
    await isRefused('macros', xls({ is: 0x40, at: 0 }), 'that lies where the list does not say');
    await isRefused('broken', compound({ Workbook: Buffer.alloc(5000) }), 'no records');
  });

  test('in what a table asks', async () => {
    const away = { macros: ['cmd\x03/c calc', 'Excel.Sheet.8\x03C:\\b.xls', 'cmd\x02/c calc'], fetches: ['\x01\x01@server\x03share\x03b.xls', '\x01\x05\x1dhttps://example.org/b.xls'] };
    for (const isWide of [true, false]) {
      for (const local of ['\x01Book1.xls', '\x01\x01CUsers\x03anna\x03b.xls', '\x01\x04b.xls', ' ']) await is('xls', xls({ more: [linkRecord(local, { isWide })] }), local);
      for (const [trouble, links] of Object.entries(away)) {
        for (const link of links) await isRefused(trouble, xls({ more: [selfLinkRecord, linkRecord(link, { isWide })] }), link);
      }
    }
    await is('xls', xls({ more: [selfLinkRecord] }));
    await isRefused('macros', xls({ more: [linkRecord('cmd', { length: 12 })] }), 'that goes on elsewhere');
    const old = (link) => compound({ Book: workbookStream({ version: 5, more: [oldLinkRecord(link)] }) });
    for (const local of ['\x01\x01CUsers\x03b.xls', '\x03Sheet1', '\x02']) await is('xls', old(local), local);
    await isRefused('macros', old('cmd\x03/c calc'));
  });

  test('of Word 6, whose templates hold them', async () => {
    for (const ident of [0xa5dc, 0xa697, 0xa698, 0xa699]) await is('doc', compound({ WordDocument: wordStream({ ident }) }));
    await isRefused('macros', compound({ WordDocument: wordStream({ ident: 0xa5dc, flags: 1 }) }));
    await isRefused('broken', compound({ WordDocument: wordStream({ ident: 0x1234 }) }));
  });
});

test('what has a password is locked, but for a PDF', async () => {
  await isRefused('locked', compound({ EncryptionInfo: Buffer.alloc(100), EncryptedPackage: Buffer.alloc(5000) }), 'docx or xlsx');
  await isRefused('locked', xls({ more: [passwordRecord] }));
  await isRefused('locked', doc({ WordDocument: wordStream({ flags: 0x100 }) }));
  await isRefused('locked', zip(docxParts().map((part) => ({ ...part, flags: 1 }))));
  await isRefused('locked', someEmbedded(xls({ more: [passwordRecord] })), 'in what is embedded');
  await is('pdf', '%PDF-1.4\ntrailer << /Encrypt 5 0 R >>');
});
