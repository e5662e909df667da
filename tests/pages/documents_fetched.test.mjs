// What a docx or xlsx fetches from elsewhere, or asks others, when it is opened: each rule with what passes and what does not.
import { describe, test } from 'node:test';

import { docx, relationships, verdicts, xlsx } from '../lib/documents.mjs';
import { importPage } from '../lib/pages.mjs';

const { is, isRefused } = verdicts({ ...(await importPage('documents/bad_document.js')), ...(await importPage('documents/inspect.js')) });

const typeStart = 'application/vnd.';
const openXml = 'openxmlformats-officedocument';
const microsoft = 'http://schemas.microsoft.com/office/2006/relationships';

describe('nothing is fetched or started', () => {
  const onDevice = ['Normal.dotm', '../Normal.dotm', 'file:///C:\\Users\\anna\\Brief.dotx', 'C:/Brief.dotx', '/Users/anna/Brief.dotx', 'file:///Users/anna/Brief.dotx',
    'file://localhost/Users/anna/Brief.dotx', 'Macintosh HD:Users:anna:Normal.dotm', 'file:///Macintosh%20HD:Users:anna:Normal.dotm', 'Data:Users:anna:Normal.dotm'];
  const onServer = ['https://example.org/a.dotm', 'file://server/share/a.dotm', '\\\\server\\share\\a.dotm', '//server/a.dotm', 'file:///\\\\server\\a.dotm', 'file:////server/a.dotm',
    '%5C%5Cserver%5Ca.dotm', '\\??\\UNC\\server\\a.dotm', 'C:\\\\server\\..\\b:x', 'https:Users:a.dotm', 'mhtml:a', 'https://Macintosh HD:a/b'];

  test('because a part lies elsewhere', async () => {
    await is('docx', docx({ links: [['hyperlink', 'https://example.org/', true]] }));
    await is('docx', docx({ links: [['attachedTemplate', 'template.dotx']] }), 'within');
    const fetched = ['attachedTemplate', 'oleObject', 'frame', 'subDocument', 'aFChunk', 'package', 'image', 'header', 'settings', 'audio', 'video'];
    for (const type of [...fetched, 'media', 'font', 'mailMergeSource', 'recipientData', 'transform', 'externalLinkPath', 'unheardOf']) {
      await isRefused('fetches', docx({ links: [[type, 'https://example.org/a.dotm', true]] }), type);
    }
    await isRefused('fetches', docx({ links: [['attachedTemplate', 'https://example.org/a.dotm']] }), 'that does not say so');
    await isRefused('fetches', docx({ links: [['oleObject', 'beside.xls', true]] }), 'from beside it');
    await is('docx', docx({ links: [['image', 'media/a.png']] }), 'a picture within');
    await is('docx', docx({ links: [['image', 'cid:image001.png@01D7', true]] }), 'a picture of the mail that it was');
  });

  test('but a template, a picture or a workbook may lie on a device', async () => {
    const book = (target) => xlsx({ parts: { 'xl/externalLinks/_rels/a.xml.rels': relationships([['externalLinkPath', target, true]]) } });
    for (const target of onDevice) {
      for (const type of ['attachedTemplate', 'image']) await is('docx', docx({ links: [[type, target, true]] }), `${type} ${target}`);
      await is('xlsx', book(target), target);
    }
    for (const target of onServer) {
      for (const type of ['attachedTemplate', 'image']) await isRefused('fetches', docx({ links: [[type, target, true]] }), `${type} ${target}`);
      await isRefused('fetches', book(target), target);
    }
    await is('xlsx', xlsx({ links: [[`${microsoft}/xlExternalLinkPath/xlPathMissing`, 'b.xlsx', true]] }), 'a missing one');
  });

  const field = (...pieces) => pieces.map((piece) => (piece.startsWith('<') ? piece : `<w:r><w:instrText>${piece}</w:instrText></w:r>`)).join('');
  const [begin, separate, end] = ['begin', 'separate', 'end'].map((type) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`);
  const text = (inside) => `<w:document xmlns:w="w"><w:body><w:p>${inside}</w:p></w:body></w:document>`;
  const read = (words) => `<w:r><w:t>${words}</w:t></w:r>`;
  const withField = (...pieces) => docx({ parts: { 'word/document.xml': text(field(...pieces)) } });

  const simple = (instruction) => withField(`<w:fldSimple w:instr="${instruction.replaceAll('"', '&quot;')}"><w:r/></w:fldSimple>`);

  test('by the fields of a text', async () => {
    const fetching = ['INCLUDEPICTURE "https://example.org/a"', 'INCLUDETEXT a', 'IMPORT "//server/a.png"', 'DATABASE \\d a', 'LINK a'];
    const bad = { macros: ['DDE cmd "/c calc"', ' ddeauto c:\\x '], fetches: fetching };
    for (const [trouble, instruction] of Object.entries(bad).flatMap(([why, all]) => all.map((one) => [why, one]))) {
      await isRefused(trouble, withField(begin, instruction, separate, read('x'), end), instruction);
      await isRefused(trouble, simple(instruction), `${instruction}, in short`);
      await is('docx', withField(begin, ' PAGE ', separate, read('1'), end, read(instruction)), `${instruction}, to be read`);
    }
    for (const good of ['MACROBUTTON NoMacro x', 'HYPERLINK "https://example.org/"', 'TOC \\o', 'QUOTE DDE', '= 1']) {
      await is('docx', withField(begin, good, separate, read('DDE'), end), good);
      await is('docx', withField(`<w:fldSimple w:instr="${good.replaceAll('"', '&quot;')}"/>`), good);
    }
  });

  test('but a picture may have come from the device', async () => {
    const local = ['INCLUDEPICTURE "C:\\\\Users\\\\anna\\\\a b.png" \\* MERGEFORMAT', ' INCLUDEPICTURE  a.png \\d', 'includepicture “Macintosh HD:Users:anna:a.png”', 'IMPORT ../a.png',
      'INCLUDEPICTURE "file:///C:/a.png" \\* MERGEFORMATINET'];
    for (const instruction of local) {
      await is('docx', withField(begin, instruction, separate, read('x'), end), instruction);
      await is('docx', withField(begin, instruction.slice(0, 20), instruction.slice(20), separate, end), `${instruction}, in pieces`);
      await is('docx', simple(instruction), `${instruction}, in short`);
    }
    const away = ['INCLUDEPICTURE "\\\\\\\\server\\\\a.png"', 'INCLUDEPICTURE "\\\\server\\a.png"', 'INCLUDEPICTURE //server/a.png', 'INCLUDEPICTURE', `INCLUDEPICTURE "${'a'.repeat(5000)}"`,
      'INCLUDEPICTURE "" "https://example.org/a"', 'INCLUDEPICTURE\u200b"https://example.org/a"'];
    for (const instruction of away) await isRefused('fetches', withField(begin, instruction, separate, read('x'), end), instruction);
    await isRefused('fetches', withField(begin, 'INCLUDEPICTURE "C:\\\\', begin, 'QUOTE a', separate, end, '"', separate, end), 'computed');
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
        await isRefused('fetches', asking('connections', connection('refreshOnLoad="1"', child), { byType }), child);
        await isRefused('fetches', asking('connections', connection('interval="5"', child), { byType }), child);
      }
      await isRefused('fetches', asking('connections', connection('', 'webPr'), { byType }));
      await is('xlsx', asking('queryTable', '<queryTable name="x"/>', { byType }));
      await isRefused('fetches', asking('queryTable', '<queryTable refreshOnLoad="true"/>', { byType }));
    }
  });
});
