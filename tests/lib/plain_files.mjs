// Files as people have them on their devices, made by code: small, valid, and different each time.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

import { pngChunk } from './png_chunk.mjs';
import { atEnd } from './process.mjs';

/// A PNG of one colour (PNG specification, 5 and 11), black where `bits` is 1: so a huge one is made quickly.
export function png({ width = 320, height = 200, colour = randomBytes(3), bits = 24 } = {}) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(bits === 1 ? [1, 0] : [8, 2], 8);
  const pixels = bits === 1 ? [Buffer.alloc(Math.ceil(width / 8))] : Array.from({ length: width }, () => colour);
  const line = Buffer.concat([Buffer.of(0), ...pixels]);
  const lines = Buffer.concat(Array.from({ length: height }, () => line));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, pngChunk('IHDR', header), pngChunk('IDAT', deflateSync(lines)), pngChunk('IEND', Buffer.alloc(0))]);
}

/// A PDF of one empty page (ISO 32000-1, 7.5), `size` bytes longer by random bytes in a stream.
export function pdf({ author, size = 0 } = {}) {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] >>',
    `<< ${author ? `/Author (${author})` : '/Producer (test)'} >>`,
  ];
  const parts = [Buffer.from('%PDF-1.4\n')];
  const add = (part) => parts.push(Buffer.from(part));
  objects.forEach((object, i) => add(`${i + 1} 0 obj\n${object}\nendobj\n`));
  if (size > 0) parts.push(Buffer.from(`5 0 obj\n<< /Length ${size} >>\nstream\n`), randomBytes(size), Buffer.from('\nendstream\nendobj\n'));
  add('trailer\n<< /Root 1 0 R /Info 4 0 R /Size 6 >>\nstartxref\n0\n%%EOF\n');
  return Buffer.concat(parts);
}

/// A folder of files by name: { "Name.pdf": bytes }; gives their paths in order. Gone when the process ends.
export function onDisk(files) {
  const folder = mkdtempSync(join(tmpdir(), 'caritas-files-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return Object.entries(files).map(([name, bytes]) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  });
}
