// What a docx or xlsx fetches from elsewhere, or asks others, when it is opened: each rule with what passes and what does not.
import { describe, test } from 'node:test';

import { docx, relationships, verdicts, xlsx } from '../lib/documents.mjs';
import { importPage } from '../lib/pages.mjs';

const { is, isRefused } = verdicts({ ...(await importPage('documents/bad_document.js')), ...(await importPage('documents/inspect.js')) });

const typeStart = 'application/vnd.';
const openXml = 'openxmlformats-officedocument';
const microsoft = 'http://schemas.microsoft.com/office/2006/relationships';

describe('nothing is fetched or started', () => {
  test('because a part lies elsewhere', async () => {
    await is('docx', docx({ links: [['hyperlink', 'https://example.org/', true]] }));
    await is('docx', docx({ links: [['attachedTemplate', 'file:///C:\\Users\\anna\\Brief.dotx', true]] }), 'the writer’s own template');
    await is('docx', docx({ links: [['attachedTemplate', 'template.dotx']] }), 'within');
    const fetched = ['attachedTemplate', 'oleObject', 'frame', 'subDocument', 'aFChunk', 'package', 'image', 'header', 'settings', 'audio', 'video'];
    for (const type of [...fetched, 'media', 'font', 'mailMergeSource', 'recipientData', 'transform', 'externalLinkPath', 'unheardOf']) {
      await isRefused('macros', docx({ links: [[type, 'https://example.org/a.dotm', true]] }), type);
    }
    for (const target of ['file://server/share/a.dotm', '\\\\server\\share\\a.dotm', 'file:///\\\\server\\a.dotm']) {
      await isRefused('macros', docx({ links: [['attachedTemplate', target, true]] }), target);
    }
    await isRefused('macros', docx({ links: [['attachedTemplate', 'https://example.org/a.dotm']] }), 'that does not say so');
    await isRefused('macros', docx({ links: [['oleObject', 'beside.xls', true]] }), 'from beside it');
    for (const target of ['file:///C:/a.png', '\\\\server\\a.png', '//server/a.png', 'file://server/a.png', 'a.png']) {
      await isRefused('macros', docx({ links: [['image', target, true]] }), target);
    }
    await is('docx', docx({ links: [['image', 'media/a.png']] }), 'a picture within');
  });

  test('by the other workbooks that a table points to', async () => {
    const book = (target, type = 'externalLinkPath') => xlsx({ parts: { 'xl/externalLinks/_rels/a.xml.rels': relationships([[type, target, true]]) } });
    const local = ['Umsatz%202020.xlsx', '../a/b.xlsx', '/Users/anna/b.xlsx', 'file:///C:\\Users\\anna\\b.xlsx', 'C:/b.xlsx'];
    for (const target of local) await is('xlsx', book(target), target);
    await is('xlsx', book('b.xlsx', `${microsoft}/xlExternalLinkPath/xlPathMissing`), 'a missing one');
    const away = ['https://example.org/b.xlsx', '\\\\server\\b.xlsx', '//server/b.xlsx', 'file://server/b.xlsx', 'file:///\\\\server\\b.xlsx'];
    for (const target of [...away, '%5C%5Cserver%5Cb.xlsx', '\\??\\UNC\\server\\b.xlsx', 'file:////server/b.xlsx', 'C:\\\\server\\..\\b:x']) {
      await isRefused('macros', book(target), target);
    }
  });

  const field = (...pieces) => pieces.map((piece) => (piece.startsWith('<') ? piece : `<w:r><w:instrText>${piece}</w:instrText></w:r>`)).join('');
  const [begin, separate, end] = ['begin', 'separate', 'end'].map((type) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`);
  const text = (inside) => `<w:document xmlns:w="w"><w:body><w:p>${inside}</w:p></w:body></w:document>`;
  const read = (words) => `<w:r><w:t>${words}</w:t></w:r>`;
  const withField = (...pieces) => docx({ parts: { 'word/document.xml': text(field(...pieces)) } });

  test('by the fields of a text', async () => {
    const bad = ['DDE cmd "/c calc"', ' ddeauto c:\\x ', 'INCLUDEPICTURE "https://example.org/a"', 'INCLUDETEXT a', 'IMPORT a', 'DATABASE \\d a', 'LINK a'];
    for (const instruction of bad) {
      await isRefused('macros', withField(begin, instruction, separate, read('x'), end), instruction);
      const attribute = instruction.replaceAll('"', '&quot;');
      await isRefused('macros', withField(`<w:fldSimple w:instr="${attribute}"><w:r/></w:fldSimple>`), `${instruction}, in short`);
      await is('docx', withField(begin, ' PAGE ', separate, read('1'), end, read(instruction)), `${instruction}, to be read`);
    }
    for (const good of ['MACROBUTTON NoMacro x', 'HYPERLINK "https://example.org/"', 'TOC \\o', 'QUOTE DDE', '= 1']) {
      await is('docx', withField(begin, good, separate, read('DDE'), end), good);
      await is('docx', withField(`<w:fldSimple w:instr="${good.replaceAll('"', '&quot;')}"/>`), good);
    }
  });

  test('by the fields of a text, however they are cut', async () => {
    const cut = [['D', 'DE', 'AUTO c:'], ['D ', '\n', ' DE x'], ['&#68;D<!-- -->E x'], ['D', read('D'), 'E x'], ['\u200bDDE x'], ['"DDE" x']];
    for (const pieces of cut) await isRefused('macros', withField(begin, ...pieces, separate, end), pieces.join('|'));
    await isRefused('macros', withField(begin, 'DDE x'), 'that never ends');
    await isRefused('macros', withField('DDE x'), 'that never begins');
    await isRefused('macros', withField(begin, 'IF ', begin, 'DDE x', separate, end, ' = 1', separate, end), 'within another');
    await isRefused('macros', withField(begin, begin, 'QUOTE 68 68 69', separate, read('DDE'), end, ' x', separate, end), 'computed');
    await isRefused('macros', withField(begin, 'D', '<w:fldSimple w:instr="QUOTE 68 69"/>', ' x', separate, end), 'half computed');
    await is('docx', withField(begin, 'IF ', begin, 'PAGE', separate, end, ' = 1', separate, end));
    await isRefused('broken', withField(...Array(200).fill([begin, 'IF ']).flat()), 'without an end');
  });

  test('by the fields of any part of a text', async () => {
    const dde = text(field(begin, 'DDE x', end));
    for (const part of ['header', 'footer', 'footnotes', 'endnotes', 'comments']) {
      const types = { [`/word/a.xml`]: `${typeStart}${openXml}.wordprocessingml.${part}+xml` };
      await isRefused('macros', docx({ types, parts: { 'word/a.xml': dde } }), `${part} by type`);
      await isRefused('macros', docx({ links: [[part, 'a.xml']], parts: { 'word/a.xml': dde } }), `${part} by relationship`);
      await is('docx', docx({ types, links: [[part, 'a.xml']], parts: { 'word/a.xml': text('') } }), part);
    }
    const defaults = { bin: `${typeStart}${openXml}.wordprocessingml.printerSettings` };
    await is('docx', docx({ defaults, parts: { 'word/a.bin': Buffer.from([0xff, 0]) } }), 'what is no XML is none');
  });

  test('by what a table asks', async () => {
    const asking = (kind, inside, { byType }) => {
      const name = `xl/${kind}1.xml`;
      const types = byType ? { [`/${name}`]: `${typeStart}${openXml}.spreadsheetml.${kind}+xml` } : {};
      return xlsx({ types, links: byType ? [] : [[kind, `${kind}1.xml`]], parts: { [name]: `<x>${inside}</x>` } });
    };
    const connection = (attributes, child) => `<connection id="1" ${attributes}><${child} command="x"/></connection>`;
    for (const byType of [true, false]) {
      await is('xlsx', asking('externalLink', '<externalBook/>', { byType }));
      await isRefused('macros', asking('externalLink', '<ddeLink ddeService="cmd" ddeTopic="/c calc"/>', { byType }));
      for (const child of ['dbPr', 'olapPr', 'textPr']) {
        await is('xlsx', asking('connections', connection('refreshOnLoad="0"', child), { byType }), child);
        await isRefused('macros', asking('connections', connection('refreshOnLoad="1"', child), { byType }), child);
        await isRefused('macros', asking('connections', connection('interval="5"', child), { byType }), child);
      }
      await isRefused('macros', asking('connections', connection('', 'webPr'), { byType }));
      await is('xlsx', asking('queryTable', '<queryTable name="x"/>', { byType }));
      await isRefused('macros', asking('queryTable', '<queryTable refreshOnLoad="true"/>', { byType }));
    }
  });
});
