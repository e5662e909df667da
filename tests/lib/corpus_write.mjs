// Documents as programs write them that many web pages use: into the folder "written", by what npm put below the current one.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
mkdirSync('written', { recursive: true });

const sheet = require('xlsx');
const book = sheet.utils.book_new();
book.Props = { Author: 'Anna Author', LastAuthor: 'Lea Last', Company: 'Firma', Manager: 'Chefin' };
sheet.utils.book_append_sheet(book, sheet.utils.aoa_to_sheet([['Name', 'Zahl'], ['a', 1]]), 'Blatt');
for (const [ending, bookType] of [['xlsx', 'xlsx'], ['xls', 'biff8'], ['xls', 'biff5']]) sheet.writeFile(book, `written/sheetjs-${bookType}.${ending}`, { bookType });

const { Workbook } = require('exceljs');
const other = new Workbook();
Object.assign(other, { creator: 'Anna Author', lastModifiedBy: 'Lea Last', company: 'Firma', manager: 'Chefin' });
other.addWorksheet('Blatt').addRow(['a', 1]);
await other.xlsx.writeFile('written/exceljs.xlsx');

const { Document, Packer, Paragraph } = require('docx');
const text = new Document({ creator: 'Anna Author', lastModifiedBy: 'Lea Last', sections: [{ children: [new Paragraph('a')] }] });
writeFileSync('written/docx.docx', await Packer.toBuffer(text));
