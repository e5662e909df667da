// Documents made to stall, to exhaust or to fool whoever looks: always an answer, and soon.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { compound, doc, placeOfEntry, placeOfLink, wordStream, workbookStream, xls } from '../lib/compound_files.mjs';
import { contentTypes, coreProperties, docx, docxParts, relationships, wordMain, zip } from '../lib/documents.mjs';
import { importPage } from '../lib/pages.mjs';
import { objectStream, pdf, stream } from '../lib/pdfs.mjs';

const { BadDocument } = await importPage('documents/bad_document.js');
const { inspect } = await importPage('documents/inspect.js');
const { KINDS } = await importPage('documents/kinds.js');
const { tracesOf } = await importPage('documents/traces.js');

const zeros = (mebibytes) => Buffer.alloc(mebibytes * 1024 * 1024);
/// Far above what any of it needs, and far below what somebody would wait.
const patience = { timeout: 600_000 };

/// The kind, or the trouble; anything else that is thrown is a failure. A kind is always looked through for traces, too.
async function answer(bytes) {
  const blob = new Blob([bytes]);
  try {
    const kind = await inspect(blob);
    assert.ok(Object.hasOwn(KINDS, kind), kind);
    const { traces, isClosed } = await tracesOf(blob, kind);
    assert.ok(Array.isArray(traces) && typeof isClosed === 'boolean');
    return kind;
  } catch (error) {
    if (!(error instanceof BadDocument)) throw error;
    return error.trouble;
  }
}

describe('a zip', () => {
  const withTypes = (part) => zip(docxParts().map((one) => (one.name === '[Content_Types].xml' ? { ...one, ...part } : one)));

  test('that grows without an end is broken', patience, async () => {
    const honest = contentTypes({ '/word/document.xml': wordMain });
    assert.equal(await answer(withTypes({ data: honest + ' '.repeat(5_000_000) })), 'budget', 'beyond the bound');
    assert.equal(await answer(withTypes({ data: honest + ' '.repeat(50_000_000), told: honest.length })), 'broken', 'beyond what it tells');
    assert.equal(await answer(withTypes({ told: 3_000_000 })), 'broken', 'less than it tells');
    const object = Buffer.concat([compound({ A: Buffer.alloc(5000) }), zeros(8)]);
    const nine = (name, data) => docx({ parts: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`word/embeddings/${i}${name}`, data])) });
    const small = docx({ parts: { 'word/embeddings/0.bin': object } });
    assert.equal(await answer(small), 'docx');
    assert.equal(await answer(nine('.bin', object)), 'budget', 'many that are allowed one by one');
    assert.equal(await answer(nine('.docx', small)), 'budget', 'many in many');
  });

  test('of too many parts, lists, relationships or embedded documents is refused', patience, async () => {
    const many = (count, name) => Object.fromEntries(Array.from({ length: count }, (_, i) => [name(i), '<a/>']));
    assert.equal(await answer(docx({ parts: many(9000, (i) => `media/${i}.xml`) })), 'docx');
    assert.equal(await answer(docx({ parts: many(10_001, (i) => `media/${i}.xml`) })), 'budget');
    const headers = { defaults: { head: 'application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml' } };
    assert.equal(await answer(docx({ ...headers, parts: many(300, (i) => `word/${i}.head`) })), 'docx');
    assert.equal(await answer(docx({ ...headers, parts: many(2001, (i) => `word/${i}.head`) })), 'budget');
    assert.equal(await answer(docx({ parts: many(2001, (i) => `word/_rels/${i}.rels`) })), 'budget');
    assert.equal(await answer(docx({ parts: { 'word/_rels/a.rels': relationships(Array(30_000).fill(['x', 'y'])) } })), 'docx');
    const tables = (count) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`word/embeddings/${i}.bin`, compound({ A: Buffer.alloc(10) })]));
    assert.equal(await answer(docx({ parts: tables(200) })), 'docx');
    assert.equal(await answer(docx({ parts: tables(301) })), 'budget', 'in one');
    assert.equal(await answer(docx({ parts: { 'word/embeddings/a.docx': docx({ parts: tables(200) }), 'word/embeddings/b.docx': docx({ parts: tables(200) }) } })), 'budget', 'in several');
    const lists = Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`word/_rels/${i}.rels`, relationships(Array(30_000).fill(['x', 'y']))]));
    assert.equal(await answer(docx({ parts: lists })), 'budget');
  });

  test('of millions of elements is refused', patience, async () => {
    const lists = (what, count) => Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`word/_rels/${i}.rels`, `<x>${what.repeat(count)}</x>`]));
    assert.equal(await answer(docx({ parts: lists('<a/>', 25_000) })), 'docx');
    for (const what of ['<a/>', '<!---->', '<?a?>', '<![CDATA[]]>']) {
      assert.equal(await answer(docx({ parts: lists(what, Math.floor(4_000_000 / what.length)) })), 'budget', what);
    }
  });

  test('of some kilobytes takes no hundreds of megabytes', patience, async (t) => {
    const script = fileURLToPath(new URL('../lib/inspect_alone.mjs', import.meta.url));
    const filled = (what) => what.repeat(Math.floor((31 * 1024 * 1024) / what.length));
    const texts = {
      'one name': { 'docProps/core.xml': coreProperties(`<dc:creator>${filled('a')}</dc:creator>`) },
      'many names': { 'word/document.xml': `<d>${filled('<a author="b">instr</a>')}</d>` },
      'one tag': { 'word/document.xml': `<d>instr author<a b="${filled('x')}"/></d>` },
      'one text': { 'word/document.xml': `<d><instrText>a</instrText>${filled('lorem ipsum ')}</d>` },
    };
    for (const [what, parts] of Object.entries(texts)) {
      const bytes = docx({ parts });
      const { stdout, stderr } = spawnSync(process.execPath, [script], { input: bytes, encoding: 'utf8' });
      assert.equal(stderr, '');
      const { answer: said, grown } = JSON.parse(stdout);
      t.diagnostic(`figure: inspection of=${JSON.stringify(what)} kb=${Math.round(bytes.length / 1024)} answer=${said} grown_mib=${grown}`);
      assert.ok(grown < 200, `${what}: ${grown} MiB`);
    }
  });

  test('whose two directories disagree is unusual', async () => {
    const renamed = docx();
    renamed.write('word/settings.xml', renamed.indexOf('[Content_Types].xml'));
    assert.equal(await answer(renamed), 'unusual');
  });

  test('whose texts never close is read once', patience, async () => {
    const open = (what) => docx({ parts: { '[Content_Types].xml': what.repeat(4_000_000 / what.length) } });
    for (const what of ['<', '<a ', '<a>', '<!--', '<![CDATA[', '&amp', '<a b="', '<?x ']) assert.match(await answer(open(what)), /^(?:broken|budget)$/, what);
  });
});

describe('a compound file', () => {
  const big = () => doc({ Data: Buffer.alloc(20_000) });

  test('whose chain bites its tail is broken', patience, async () => {
    const file = xls({ more: [] }, {});
    const long = compound({ Workbook: Buffer.concat([workbookStream(), Buffer.alloc(20_000)]) });
    const start = long.readUInt32LE(placeOfEntry(long, 'Workbook') + 116);
    assert.equal(await answer(long), 'xls');
    long.writeUInt32LE(start, placeOfLink(long, start + 5));
    assert.equal(await answer(long), 'xls', 'it goes round, and is long enough');
    long.writeUInt32LE(long.length, placeOfEntry(long, 'Workbook') + 120);
    assert.equal(await answer(long), 'broken', 'longer than there are sectors');
    long.writeUInt32LE(0x7fffffff, placeOfEntry(long, 'Workbook') + 120);
    assert.equal(await answer(long), 'broken', 'larger than the file');
    const directory = file.readUInt32LE(48);
    file.writeUInt32LE(directory, placeOfLink(file, directory));
    assert.equal(await answer(file), 'broken', 'a directory without an end');
    const mini = xls();
    mini.writeUInt32LE(mini.readUInt32LE(60), placeOfLink(mini, mini.readUInt32LE(60)));
    assert.equal(await answer(mini), 'broken', 'short streams');
    const table = big();
    table.writeUInt32LE(0, 68);
    assert.equal(await answer(table), 'broken', 'the table of tables');
  });

  test('whose directory is no tree is broken', async () => {
    const file = doc();
    file.writeUInt32LE(1, placeOfEntry(file, '1Table') + 72);
    assert.equal(await answer(file), 'broken');
    file.writeUInt32LE(99_999, placeOfEntry(file, '1Table') + 72);
    assert.equal(await answer(file), 'broken');
  });

  test('whose entries all tell of the same bytes is refused', patience, async () => {
    const books = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`S${i}`, { Workbook: Buffer.alloc(0) }]));
    const file = compound({ WordDocument: wordStream({ size: 100_000 }), Long: Buffer.concat([workbookStream(), Buffer.alloc(200_000)]), ...books });
    const long = placeOfEntry(file, 'Long');
    for (let at = placeOfEntry(file, 'S0'); at < file.length - 128; at += 128) {
      if (file.subarray(at, at + 18).equals(Buffer.from('Workbook\0', 'utf16le'))) file.copy(file, at + 116, long + 116, long + 124);
    }
    assert.equal(await answer(file), 'budget');
  });
});

describe('a PDF', () => {
  const closed = async (bytes) => (await tracesOf(new Blob([bytes]), 'pdf')).isClosed;

  test('whose streams grow without an end is closed', patience, async () => {
    assert.equal(await closed(pdf({ 9: stream('/Type /ObjStm', zeros(30)) })), true, 'one');
    assert.equal(await closed(pdf(Object.fromEntries(Array.from({ length: 9 }, (_, i) => [i, stream('/Type /ObjStm', zeros(4))])))), true, 'many');
    assert.equal(await closed(pdf({ 9: stream('/Type /ObjStm', zeros(4)) })), false);
  });

  test('cut in the middle of a stream is closed', async () => {
    const whole = pdf({ 9: objectStream({ 2: '<< /Author (Anna) >>' }) });
    assert.equal(await closed(whole), false);
    assert.equal(await closed(whole.subarray(0, whole.indexOf('endstream') - 12)), true);
  });

  test('of one word over and over is read once', patience, async () => {
    for (const word of ['/Title(', '/Title <', '/Author(', '/Author(\\\n', '/Author <', '/Author 1 0 R ', 'stream\n', 'stream\nendstream ', '1 0 obj ', '/', 'endstrea']) {
      const { traces, isClosed } = await tracesOf(new Blob([`%PDF-1.4\n/Author 1 0 R${word.repeat(4_000_000 / word.length)}`]), 'pdf');
      assert.ok(traces.length <= 10, word);
      if (/^\/(?:Author|Title)/.test(word) || word.includes('endstream')) assert.equal(isClosed, true, `${word}: too many`);
    }
  });
});
