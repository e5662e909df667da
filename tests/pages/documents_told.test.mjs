// One rule: what is told of a docx is told of the same content as xlsx, doc, xls or PDF. A table of kind and thing to tell.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { doc, docWithLists, linkRecord, listOf, nameOf, noteRecord, pictureRecords, propertySet, writerRecord, xls } from '../lib/compound_files.mjs';
import { appProperties, coreProperties, docx, relationships, xlsx } from '../lib/documents.mjs';
import { importPage } from '../lib/pages.mjs';
import { pdf, stream } from '../lib/pdfs.mjs';
import { makeJpeg, tagged } from '../lib/pictures.mjs';

const { inspect } = await importPage('documents/inspect.js');
const { tracesOf } = await importPage('documents/traces.js');

const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const excel = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const customType = { '/docProps/custom.xml': 'application/vnd.openxmlformats-officedocument.custom-properties+xml' };
const customXml = '<Properties><property name="_AuthorEmail"><vt:lpwstr>anna@example.org</vt:lpwstr></property></Properties>';
const photo = tagged(makeJpeg({ width: 16, height: 16 }), 'jpg', {
  'EXIF:Make': 'Canon', 'EXIF:Model': 'Canon EOS 80D', 'EXIF:GPSLatitude': 52.5, 'EXIF:GPSLatitudeRef': 'N', 'EXIF:GPSLongitude': 13.4, 'EXIF:GPSLongitudeRef': 'E',
});
const macPath = 'Macintosh HD:Users:anna:Vorlage.dot';
const core = (inside) => ({ parts: { 'docProps/core.xml': coreProperties(inside) } });
const app = (inside) => ({ parts: { 'docProps/app.xml': appProperties(inside) } });
const summary = (texts) => ({ '\u0005SummaryInformation': propertySet(texts) });
const documentSummary = (texts, custom) => ({ '\u0005DocumentSummaryInformation': propertySet(texts, 65001, { custom }) });
const books = (target) => xlsx({ parts: { 'xl/externalLinks/_rels/a.xml.rels': relationships([['externalLinkPath', target, true]]) } });
const plainXls = (how, more) => xls({ note: null, ...how }, more);

/// thing: {told, and by kind the document that holds it}; a kind that cannot hold it is missing, and `cannot` says why.
const table = {
  author: {
    told: ['author Anna'],
    docx: () => docx(core('<dc:creator>Anna</dc:creator>')), xlsx: () => xlsx(core('<dc:creator>Anna</dc:creator>')),
    doc: () => doc(summary({ 4: 'Anna' })), xls: () => plainXls({}, summary({ 4: 'Anna' })), pdf: () => pdf({ 1: '<< >>', 2: '<< /Author (Anna) >>' }),
  },
  'who saved it last': {
    told: ['lastAuthor Lea'],
    docx: () => docx(core('<cp:lastModifiedBy>Lea</cp:lastModifiedBy>')), xlsx: () => xlsx(core('<cp:lastModifiedBy>Lea</cp:lastModifiedBy>')),
    doc: () => doc(summary({ 8: 'Lea' })), xls: () => plainXls({ more: [writerRecord('Lea')] }), cannot: { pdf: 'its properties have no such name' },
  },
  'company and manager': {
    told: ['company Firma', 'manager Chefin'],
    docx: () => docx(app('<Company>Firma</Company><Manager>Chefin</Manager>')), xlsx: () => xlsx(app('<Company>Firma</Company><Manager>Chefin</Manager>')),
    doc: () => doc(documentSummary({ 15: 'Firma', 14: 'Chefin' })), xls: () => plainXls({}, documentSummary({ 15: 'Firma', 14: 'Chefin' })),
    pdf: () => pdf({ 1: '<< >>', 2: '<< /Company (Firma) /Manager (Chefin) >>' }),
  },
  'who commented': {
    told: ['commenter Karl'],
    docx: () => docx({ types: { '/word/comments.xml': `${word}.comments+xml` }, parts: { 'word/comments.xml': '<w:comments xmlns:w="w"><w:comment w:author="Karl"/></w:comments>' } }),
    xlsx: () => xlsx({ types: { '/xl/comments1.xml': `${excel}.comments+xml` }, parts: { 'xl/comments1.xml': '<comments><authors><author>Karl</author></authors></comments>' } }),
    doc: () => docWithLists({ 36: nameOf('Karl') }), xls: () => plainXls({ more: [noteRecord('Karl')] }),
    pdf: () => pdf({ 1: '<< /Type /Page /Annots [5 0 R] >>', 2: '<< >>', 5: '<< /Type /Annot /Subtype /Text /T (Karl) /Contents (Bitte so) >>' }),
  },
  'an added property': {
    told: ['custom _AuthorEmail: anna@example.org'],
    docx: () => docx({ types: customType, parts: { 'docProps/custom.xml': customXml } }), xlsx: () => xlsx({ types: customType, parts: { 'docProps/custom.xml': customXml } }),
    doc: () => doc(documentSummary({}, { _AuthorEmail: 'anna@example.org' })), xls: () => plainXls({}, documentSummary({}, { _AuthorEmail: 'anna@example.org' })),
    pdf: () => pdf({ 1: '<< >>', 2: '<< /Title (Brief) /_AuthorEmail (anna@example.org) >>' }),
  },
  'a folder of Windows': {
    told: ['path C:\\Users\\anna\\a.xls'],
    docx: () => docx({ links: [['attachedTemplate', 'file:///C:\\Users\\anna\\a.xls', true]] }), xlsx: () => books('file:///C:\\Users\\anna\\a.xls'),
    doc: () => docWithLists({ 32: listOf('', 'C:\\Users\\anna\\a.xls') }), xls: () => plainXls({ more: [linkRecord('\x01\x01CUsers\x03anna\x03a.xls')] }),
    pdf: () => pdf({ 1: '<< >>', 2: '<< /Title (C:\\\\Users\\\\anna\\\\a.xls) >>' }),
  },
  'a folder of a Mac': {
    told: [`path ${macPath}`],
    docx: () => docx({ links: [['attachedTemplate', macPath, true]] }), xlsx: () => books(macPath),
    doc: () => docWithLists({ 71: listOf('', macPath) }), xls: () => plainXls({ more: [linkRecord(`\x01${macPath}`)] }), pdf: () => pdf({ 1: '<< >>', 2: `<< /Title (${macPath}) >>` }),
  },
  'a photo with its camera and place': {
    told: ['photo Canon EOS 80D', 'place 52.5000, 13.4000'],
    docx: () => docx({ parts: { 'word/media/a.jpg': photo } }), xlsx: () => xlsx({ parts: { 'xl/media/a.jpg': photo } }),
    doc: () => doc({ Data: Buffer.concat([Buffer.alloc(68), photo]) }), xls: () => plainXls({ more: pictureRecords(photo) }),
    pdf: () => pdf({ 1: '<< >>', 2: stream('/Type /XObject /Subtype /Image /Filter /DCTDecode', photo, { flate: false }) }),
  },
  'whoever wrote a table within': {
    told: ['author Innen'],
    docx: () => docx({ parts: { 'word/embeddings/a.xlsx': xlsx(core('<dc:creator>Innen</dc:creator>')) } }),
    xlsx: () => xlsx({ parts: { 'xl/embeddings/a.xls': plainXls({}, summary({ 4: 'Innen' })) } }),
    doc: () => doc({ ObjectPool: { _1: { Package: xlsx(core('<dc:creator>Innen</dc:creator>')) } } }),
    xls: () => plainXls({}, { MBD1: summary({ 4: 'Innen' }) }), cannot: { pdf: 'a file within it is not opened with it' },
  },
};

for (const [thing, { told, cannot = {}, ...documents }] of Object.entries(table)) {
  describe(`it is told: ${thing}`, () => {
    test('in every kind that can hold it', () => {
      assert.deepEqual([...Object.keys(documents), ...Object.keys(cannot)].sort(), ['doc', 'docx', 'pdf', 'xls', 'xlsx']);
    });
    for (const [kind, make] of Object.entries(documents)) {
      test(`in ${kind}`, async () => {
        const blob = new Blob([make()]);
        assert.equal(await inspect(blob), kind);
        const { traces, isClosed } = await tracesOf(blob, kind);
        assert.deepEqual(traces.map(({ what, value }) => `${what} ${value}`).sort(), told);
        assert.equal(isClosed, false);
      });
    }
  });
}
