// What documents tell about the people behind them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { compound, doc, docWithLists, linkRecord, listOf, nameOf, pictureRecords, propertySet, wordStream, writerRecord, workbookStream, xls } from '../lib/compound_files.mjs';
import { appProperties, coreProperties, docx, jpg, jpgSegment, png, xlsx } from '../lib/documents.mjs';
import { importPage } from '../lib/pages.mjs';
import { objectStream, pdf, revision, stream, xmp } from '../lib/pdfs.mjs';
import { makeJpeg, makePng, tagged } from '../lib/pictures.mjs';

const { tracesOf } = await importPage('documents/traces.js');

/// ['author Anna', …], with "(closed)" behind where something could not be looked into.
async function tracesIn(bytes, kind) {
  const { traces, isClosed } = await tracesOf(new Blob([bytes]), kind);
  return [...traces.map(({ what, value }) => `${what} ${value}`), ...(isClosed ? ['(closed)'] : [])];
}
const has = async (bytes, kind, expected, what) => assert.deepEqual(await tracesIn(bytes, kind), expected, what);

const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const excel = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

describe('a docx or xlsx', () => {
  test('names its author, who saved it last, the company and the manager', async () => {
    const parts = {
      'docProps/core.xml': coreProperties('<dc:creator>Änne &amp; <![CDATA[Söhne]]></dc:creator><cp:lastModifiedBy>\n J&#246;rg </cp:lastModifiedBy>'),
      'docProps/app.xml': appProperties('<Company>Firma</Company><Manager>Chefin</Manager><Application>Word</Application>'),
    };
    const expected = ['author Änne & Söhne', 'lastAuthor Jörg', 'company Firma', 'manager Chefin'];
    await has(docx({ parts }), 'docx', expected);
    await has(xlsx({ parts }), 'xlsx', expected);
    parts['docProps/core.xml'] = parts['docProps/core.xml'].replaceAll('dc:', '').replaceAll('cp:', 'x:');
    await has(docx({ parts }), 'docx', expected, 'whatever the prefix');
  });

  test('names who commented and changed, each once', async () => {
    const parts = {
      'word/document.xml': `<w:document xmlns:w="w"><w:ins w:id="1" w:author="Karl"/><w:del w:author='Karl'/><w:p>author="Nobody"</w:p></w:document>`,
      'word/comments.xml': '<w:comments xmlns:w="w"><w:comment w:initials="L" w:author="Lisa"/></w:comments>',
      'word/people.xml': '<p:people xmlns:p="p"><p:person p:author="Mona"/></p:people>',
    };
    const types = { '/word/comments.xml': `${word}.comments+xml`, '/word/people.xml': `${word}.people+xml` };
    await has(docx({ parts, types }), 'docx', ['commenter Karl', 'commenter Lisa', 'commenter Mona']);
    const sheet = {
      'xl/comments1.xml': '<comments><authors><author>Karl</author><author></author></authors></comments>',
      'xl/persons/person.xml': '<personList><person displayName="Lisa"/></personList>',
    };
    const sheetTypes = { '/xl/comments1.xml': `${excel}.comments+xml`, '/xl/persons/person.xml': 'application/vnd.ms-excel.person+xml' };
    await has(xlsx({ parts: sheet, types: sheetTypes }), 'xlsx', ['commenter Karl', 'commenter Lisa']);
  });

  test('names where it, its template and other workbooks were saved', async () => {
    const book = (inside) => ({ parts: { 'xl/workbook.xml': `<workbook url="no">${inside}<x url="neither"/></workbook>` } });
    await has(xlsx(book('<x15ac:absPath url="C:\\Users\\anna\\" xmlns:x15ac="a"/>')), 'xlsx', ['path C:\\Users\\anna\\']);
    await has(xlsx(book('<x15ac:absPath url="https://firma-my.example/personal/anna/"/>')), 'xlsx', ['path https://firma-my.example/personal/anna/']);
    await has(xlsx(book('')), 'xlsx', []);
    const linked = (type, target) => docx({ links: [[type, target, true]] });
    await has(linked('attachedTemplate', 'file:///C:\\Users\\Anna%20M\\a.dotx'), 'docx', ['path C:\\Users\\Anna M\\a.dotx']);
    await has(linked('attachedTemplate', 'Normal.dotm'), 'docx', []);
    await has(linked('externalLinkPath', '/Users/anna/a.xlsx'), 'docx', ['path /Users/anna/a.xlsx']);
    await has(linked('externalLinkPath', 'a.xlsx'), 'docx', []);
    await has(linked('hyperlink', 'file:///C:/Users/anna/a.xlsx'), 'docx', [], 'what people see in the text');
  });

  test('tells of properties that somebody added', async () => {
    const types = { '/docProps/custom.xml': 'application/vnd.openxmlformats-officedocument.custom-properties+xml' };
    const custom = (inside) => docx({ types, parts: { 'docProps/custom.xml': `<Properties>${inside}</Properties>` } });
    const properties = '<property pid="2" name="Kundin"><vt:lpwstr> Anna &amp; Co </vt:lpwstr></property>\n<property name="Leer"><vt:lpwstr/></property>';
    await has(custom(properties), 'docx', ['custom Kundin: Anna & Co', 'custom Leer:']);
    await has(custom(''), 'docx', []);
    await has(custom('<property name="a"><x>b</x></property>'.repeat(1001)), 'docx', ['custom a: b', '(closed)'], 'of many a thousand');
  });

  test('names camera, person and place of a picture within, wherever the picture says it', async () => {
    const plain = makeJpeg({ width: 16, height: 16 });
    const made = { 'EXIF:Make': 'Canon', 'EXIF:Model': 'Canon EOS 80D', 'EXIF:Artist': 'Anna' };
    const south = { 'EXIF:GPSLatitude': 52.5, 'EXIF:GPSLatitudeRef': 'S', 'EXIF:GPSLongitude': 13.4, 'EXIF:GPSLongitudeRef': 'W' };
    const pictures = [
      [tagged(plain, 'jpg', { ...made, ...south }), 'photo Canon EOS 80D, Anna', 'place -52.5000, -13.4000'],
      [tagged(plain, 'jpg', { 'XMP-tiff:Make': 'Apple', 'XMP-tiff:Model': 'iPhone 12', 'XMP-photoshop:City': 'Köln' }), 'photo Apple iPhone 12', 'place Köln'],
      [tagged(plain, 'jpg', { 'XMP-dc:Creator': 'Berta', 'XMP-exif:GPSLatitude': 52.5, 'XMP-exif:GPSLongitude': 13.4 }), 'photo Berta', 'place 52,30.0N, 13,24.0E'],
      [tagged(plain, 'jpg', { 'IPTC:By-line': 'Clara', 'IPTC:City': 'Ulm', 'IPTC:Country-PrimaryLocationName': 'Deutschland' }), 'photo Clara', 'place Ulm, Deutschland'],
      [tagged(plain, 'jpg', { 'XMP-xmp:CreatorTool': 'Some program' }), 'photo '],
      [tagged(makePng({ width: 16, height: 16 }), 'png', made), 'photo Canon EOS 80D, Anna'],
      [tagged(makePng({ width: 16, height: 16 }), 'png', { 'XMP-tiff:Model': 'Pixel 7' }), 'photo Pixel 7'],
    ];
    for (const [picture, ...expected] of pictures) {
      await has(docx({ parts: { 'word/media/a.bin': picture, 'word/media/b.bin': picture } }), 'docx', expected);
      await has(xlsx({ parts: { 'xl/media/a.bin': picture } }), 'xlsx', expected);
    }
    const many = Array.from({ length: 12 }, (_, i) => [`word/media/${i}.jpg`, tagged(plain, 'jpg', { 'EXIF:Model': `Camera ${i}` })]);
    assert.equal((await tracesIn(docx({ parts: Object.fromEntries(many) }), 'docx')).length, 3, 'a few of many');
  });

  test('says that a picture within may tell of its camera', async () => {
    const exif = jpgSegment(0xe1, Buffer.from('Exif\0\0MM'));
    const other = jpgSegment(0xe0, Buffer.from('JFIF\0'));
    const chunk = (type) => Buffer.concat([png(3, 4), Buffer.from([0, 0, 0, 2]), Buffer.from(`${type}xx`), Buffer.alloc(4)]);
    const telling = [jpg(3, 4, { before: Buffer.concat([other, exif]) }), jpg(3, 4, { before: Buffer.concat([Buffer.from([0xff]), exif]) })];
    for (const picture of [...telling, ...['eXIf', 'tEXt', 'iTXt', 'zTXt'].map(chunk)]) {
      await has(docx({ parts: { 'word/media/a.bin': picture, 'word/media/b.bin': picture } }), 'docx', ['photo ']);
    }
    const behind = jpg(3, 4, { before: Buffer.concat([jpgSegment(0xda, Buffer.alloc(4)), exif]) });
    const resources = jpg(3, 4, { before: jpgSegment(0xed, Buffer.from('Photoshop 3.0\x008BIM\x03\xed\0\0\0\0\0\x02ab', 'latin1')) });
    const plain = [png(3, 4), jpg(3, 4), resources, behind, chunk('gAMA'), Buffer.from('GIF89a'), Buffer.alloc(0), chunk('tEXt').subarray(0, 30)];
    const many = Object.fromEntries(Array.from({ length: 301 }, (_, i) => [`word/media/${i}.png`, png(3, 4)]));
    await has(docx({ parts: many }), 'docx', ['(closed)'], 'too many');
    for (const picture of plain) await has(docx({ parts: { 'word/media/a.bin': picture } }), 'docx', []);
  });

  test('with nothing to tell tells nothing', async () => {
    await has(docx(), 'docx', []);
    await has(docx({ parts: { 'docProps/core.xml': coreProperties('<dc:creator> \u200b\n</dc:creator><cp:lastModifiedBy/>') } }), 'docx', []);
  });

  test('also tells of the tables within it', async () => {
    const inner = xlsx({ parts: { 'docProps/core.xml': coreProperties('<dc:creator>Innen</dc:creator>') } });
    await has(docx({ parts: { 'word/embeddings/a.xlsx': inner } }), 'docx', ['author Innen']);
    await has(docx({ parts: { 'word/embeddings/a.bin': xls({ more: [writerRecord('Innen')] }) } }), 'docx', ['lastAuthor Innen', 'commenter Nora Notiz']);
  });

  test('is shown in short', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `<w:ins w:author="Person ${i}"/>`).join('');
    assert.equal((await tracesIn(docx({ parts: { 'word/document.xml': `<w:d>${many}</w:d>` } }), 'docx')).length, 10);
    const long = coreProperties(`<dc:creator>a\u202e\u0085b${'x'.repeat(500)}</dc:creator>`);
    const { traces } = await tracesOf(new Blob([docx({ parts: { 'docProps/core.xml': long } })]), 'docx');
    assert.equal(traces[0].value.length, 200);
    assert.ok(traces[0].value.startsWith('a b'));
  });

  test('is closed where a part cannot be read', async () => {
    const parts = { 'docProps/core.xml': coreProperties('<dc:creator>Anna</dc:creator>'), 'docProps/app.xml': '<Company' };
    await has(docx({ parts }), 'docx', ['author Anna', '(closed)']);
  });
});

describe('a doc or xls', () => {
  const summary = (texts, codePage) => ({ '\u0005SummaryInformation': propertySet(texts, codePage) });

  test('names its author and who saved it last, in any coding', async () => {
    for (const codePage of [65001, 1252, 1200, null]) {
      await has(doc(summary({ 2: 'Titel', 4: 'Änne', 8: 'Jörg' }, codePage)), 'doc', ['author Änne', 'lastAuthor Jörg'], `${codePage}`);
    }
    await has(doc(summary({ 4: '', 8: ' ' })), 'doc', []);
  });

  test('names company and manager', async () => {
    await has(doc({ '\u0005DocumentSummaryInformation': propertySet({ 14: 'Chefin', 15: 'Firma', 2: 'Kategorie' }) }), 'doc', ['manager Chefin', 'company Firma']);
  });

  test('names who wrote a table, and its notes', async () => {
    await has(xls({ more: [writerRecord('Änne')] }), 'xls', ['lastAuthor Änne', 'commenter Nora Notiz']);
    await has(xls({ more: [writerRecord('Calc')] }), 'xls', ['commenter Nora Notiz'], 'but not the program');
  });

  test('names who commented, changed and saved a text, and its template', async () => {
    const lists = { 32: listOf('', 'C:\\Mona\\Normal.dot', 'Titel', '', '', '', 'Olga', 'Paul', 'D:\\Adressen.xls'), 36: nameOf('Karl'), 51: listOf('Unknown', 'Lisa'),
      71: listOf('Mona', 'C:\\Mona\\Brief.doc', 'Mona', 'Brief.doc') };
    const people = ['commenter Karl', 'commenter Lisa', 'lastAuthor Mona', 'path C:\\Mona\\Brief.doc'];
    await has(docWithLists(lists), 'doc', [...people, 'path C:\\Mona\\Normal.dot', 'author Olga', 'lastAuthor Paul', 'path D:\\Adressen.xls']);
    await has(docWithLists({ 71: listOf('Mona', 'Macintosh HD:Users:mona:Brief.doc') }), 'doc', ['lastAuthor Mona', 'path Macintosh HD:Users:mona:Brief.doc']);
    await has(compound({ WordDocument: wordStream({ flags: 0x200, pairs: { 36: [50, 99_999] } }), '1Table': Buffer.alloc(200) }), 'doc', ['(closed)']);
  });

  test('tells of properties that somebody added', async () => {
    const whole = (number) => Buffer.from([3, 0, 0, 0, number, 0, 0, 0]);
    const custom = { _AuthorEmail: 'anna@example.org', Änderung: 'Söhne', Zahl: whole(7), Wahr: Buffer.from([11, 0, 0, 0, 0xff, 0xff, 0, 0]),
      _PID_HLINKS: Buffer.from([0x41, 0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4]), Wann: Buffer.from([0x40, 0, 0, 0, 0x00, 0x80, 0x3e, 0xd5, 0xde, 0xb1, 0x9d, 0x01]) };
    const told = ['custom _AuthorEmail: anna@example.org', 'custom Änderung: Söhne', 'custom Zahl: 7', 'custom Wahr: true', 'custom Wann: 1970-01-01T00:00:00.000Z'];
    for (const codePage of [65001, 1252, 1200]) {
      const stream = { '\u0005DocumentSummaryInformation': propertySet({ 15: 'Firma' }, codePage, { custom }) };
      await has(doc(stream), 'doc', ['company Firma', ...told], `${codePage}`);
      await has(xls({}, stream), 'xls', ['commenter Nora Notiz', 'company Firma', ...told], `${codePage}`);
    }
  });

  test('names camera and place of a picture within', async () => {
    const photo = tagged(makeJpeg({ width: 200, height: 200 }), 'jpg', { 'EXIF:UserComment': 'x'.repeat(9000), 'EXIF:Model': 'EOS 80D', 'EXIF:GPSLatitude': 52.5, 'EXIF:GPSLatitudeRef': 'N', 'EXIF:GPSLongitude': 13.4, 'EXIF:GPSLongitudeRef': 'E' });
    const told = ['photo EOS 80D', 'place 52.5000, 13.4000'];
    const kept = Buffer.concat([Buffer.alloc(93, 7), photo, Buffer.alloc(50, 7)]);
    await has(doc({ Data: kept }), 'doc', told);
    await has(doc({ Data: Buffer.concat([makePng({ width: 9, height: 9 }), kept]) }), 'doc', told, 'behind another one');
    await has(doc({ Data: Buffer.concat([makeJpeg(), Buffer.alloc(70, 7)]) }), 'doc', []);
    await has(xls({ more: pictureRecords(photo) }), 'xls', ['commenter Nora Notiz', ...told]);
    await has(doc({ Data: Buffer.concat(Array(400).fill(makeJpeg({ width: 9, height: 9 }))) }), 'doc', ['(closed)'], 'too many');
  });

  test('names where other workbooks lie', async () => {
    await has(xls({ more: [linkRecord('\x01\x01CUsers\x03anna\x03b.xls')] }), 'xls', ['commenter Nora Notiz', 'path C:\\Users\\anna\\b.xls']);
    await has(xls({ more: [linkRecord('\x01b.xls')] }), 'xls', ['commenter Nora Notiz']);
  });

  test('also tells of the tables within it', async () => {
    const inner = xlsx({ parts: { 'docProps/core.xml': coreProperties('<dc:creator>Innen</dc:creator>') } });
    await has(doc({ ObjectPool: { _1: { Package: inner } } }), 'doc', ['author Innen']);
  });

  test('is closed where its properties cannot be read', async () => {
    await has(doc({ '\u0005SummaryInformation': Buffer.alloc(60, 0xff) }), 'doc', ['(closed)']);
    await has(doc({ '\u0005SummaryInformation': Buffer.alloc(0) }), 'doc', [], 'but an empty stream is none');
    const cut = propertySet({ 15: 'Firma' }, 65001, { custom: { Kundin: 'Anna' } });
    await has(doc({ '\u0005DocumentSummaryInformation': cut.subarray(0, 68 + 8 + 8 * 2 + 32) }), 'doc', ['company Firma', '(closed)'], 'told as far as it holds together');
    await has(compound({ Workbook: workbookStream().subarray(0, 20) }), 'xls', ['(closed)']);
  });
});

describe('a PDF', () => {
  const info = (inside) => pdf({ 1: '<< /Type /Catalog >>', 2: `<< /Title (T) ${inside} /Creator (Writer) /Producer (P) >>` });

  test('names its author, however the name is written', async () => {
    const ways = {
      '/Author (Anna)': 'Anna',
      '/Author(Anna)': 'Anna',
      '/Author\n(An\\\nna)': 'Anna',
      '/Author (A \\(B\\) (C) \\\\)': 'A (B) (C) \\',
      '/Author (\\304nne)': 'Änne',
      '/Author <416e6e61>': 'Anna',
      '/Author <41 6E\n6e 6>': 'Ann`',
      '/Author <FEFF00C4006E006E0065>': 'Änne',
      '/Author (\xfe\xff\x00\xc4\x00n)': 'Än',
      '/Author (\xef\xbb\xbf\xc3\x84nne)': 'Änne',
      '/Author (\xc4nne)': 'Änne',
    };
    for (const [inside, name] of Object.entries(ways)) await has(info(inside), 'pdf', [`author ${name}`], inside);
    for (const inside of ['', '/Author ()', '/Author (\xfe\xff)', '/AuthorX 7']) await has(info(inside), 'pdf', [], inside);
    await has(info('/Authors (Anna)'), 'pdf', ['custom Authors: Anna'], 'a longer name is another property');
  });

  test('names those of older revisions, too', async () => {
    const whole = Buffer.concat([info('/Author (Anna)'), revision({ 2: '<< /Author (Bert) >>' }), revision({ 2: '<< /Title (None) >>' })]);
    await has(whole, 'pdf', ['author Anna', 'author Bert']);
  });

  test('names those in object streams', async () => {
    const objects = { 2: '<< /Author (Änne) >>', 3: '<< /X 1 >>' };
    await has(pdf({ 1: '<< >>', 9: objectStream(objects) }), 'pdf', ['author Änne']);
    await has(pdf({ 1: '<< >>', 9: objectStream(objects, { length: '8 0 R' }) }), 'pdf', ['author Änne'], 'with its length elsewhere');
    await has(pdf({ 1: '<< >>', 9: objectStream(objects, { length: 3 }) }), 'pdf', ['author Änne'], 'with a wrong length');
    await has(pdf({ 1: '<< >>', 9: objectStream(objects, { filter: '[ /FlateDecode ]' }) }), 'pdf', ['author Änne']);
    await has(pdf({ 1: '<< >>', 9: objectStream(objects, { flate: false }) }), 'pdf', ['author Änne']);
    await has(pdf({ 1: '<< >>', 9: objectStream(objects, { filter: '[/ASCII85Decode /FlateDecode]' }) }), 'pdf', ['(closed)'], 'packed otherwise');
    const predicted = (number) => objectStream(objects, { more: `/DecodeParms << /Predictor ${number} >>` });
    await has(pdf({ 1: '<< >>', 9: predicted(1) }), 'pdf', ['author Änne']);
    await has(pdf({ 1: '<< >>', 9: predicted(12) }), 'pdf', ['(closed)'], 'as differences');
  });

  test('names one who is told elsewhere, or says that there is one', async () => {
    await has(pdf({ 1: '<< >>', 2: '<< /Author 7 0 R >>', 7: '(Anna)' }), 'pdf', ['author Anna']);
    await has(pdf({ 1: '<< >>', 2: '<< /Author 17 0 R >>', 117: '(Wrong)', 9: objectStream({ 5: '(Wrong)', 17: '(Anna)' }) }), 'pdf', ['author Anna']);
    await has(pdf({ 1: '<< >>', 2: '<< /Author 7 0 R >>', 7: '<< >>' }), 'pdf', ['author ']);
  });

  test('names those in its metadata', async () => {
    const about = '/Type /Metadata /Subtype /XML';
    for (const flate of [true, false]) await has(pdf({ 1: '<< >>', 6: stream(about, xmp(['Änne', 'B &amp; C']), { flate }) }), 'pdf', ['author Änne', 'author B & C']);
    await has(pdf({ 1: '<< >>', 6: stream(about, Buffer.from(`\ufeff${xmp(['Änne'])}`, 'utf16le').swap16()) }), 'pdf', ['author Änne'], 'in UTF-16');
    await has(pdf({ 1: '<< >>', 6: stream(about, '<a') }), 'pdf', ['(closed)']);
    await has(pdf({ 1: '<< >>', 2: '<< /Author (Änne) >>', 6: stream(about, xmp(['\u00c4nne'])) }), 'pdf', ['author Änne'], 'each once');
  });

  test('names where it was saved, if it calls itself so', async () => {
    const titled = (title) => pdf({ 1: '<< >>', 2: `<< /Title (${title}) >>` });
    for (const [title, path] of [['C:\\\\anna\\\\a.doc', 'C:\\anna\\a.doc'], ['Word - D:\\\\a.doc', 'Word - D:\\a.doc'], ['/Users/anna/a.pages', '/Users/anna/a.pages']]) {
      await has(titled(title), 'pdf', [`path ${path}`]);
    }
    await has(titled('file:///home/anna/a.odt'), 'pdf', ['path file:///home/anna/a.odt']);
    for (const title of ['Brief', 'A/B: c', 'https://example.org/home/a', 'Teil C: \\(a\\)']) await has(titled(title), 'pdf', [], title);
    await has(pdf({ 1: '<< >>', 2: '<< /Title 7 0 R /Author 8 0 R >>', 7: '(/home/anna/a)', 8: '(Anna)' }), 'pdf', ['author Anna', 'path /home/anna/a']);
    await has(pdf({ 1: '<< >>', 2: '<< /Title 7 0 R >>', 7: '<< >>' }), 'pdf', []);
    const metadata = xmp([]).replace('Titel', '/home/anna/a');
    await has(pdf({ 1: '<< >>', 6: stream('/Type /Metadata', metadata) }), 'pdf', ['path /home/anna/a'], 'in its metadata');
    await has(pdf({ 1: '<< >>', 2: '<< /Title (Kapitel) >>'.repeat(2000), 3: '<< /Author (Anna) >>' }), 'pdf', ['author Anna'], 'many headings');
  });

  test('with a password is closed', async () => {
    await has(pdf({ 1: '<< >>', 2: '<< /Author (\x01\x02) >>' }, '/Root 1 0 R /Encrypt 5 0 R'), 'pdf', ['(closed)']);
    await has(pdf({ 1: '<< /EncryptMetadata false >>' }), 'pdf', []);
  });
});

test('a picture has none: it is made anew before it goes', async () => {
  await has(png(3, 4), 'png', []);
});
