// Honest files that are not quite what is sent: pictures of other formats, and PDFs with something in front of them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { suite } from '../lib/browser_suite.mjs';
import { onDisk, pdf } from '../lib/plain_files.mjs';
import { metadataOf } from '../lib/pictures.mjs';

/// A picture as Chromium writes it; `alpha`: how opaque it is.
async function webp(page, { width = 120, height = 80, alpha = 1 } = {}) {
  const text = await page.evaluate(async (width, height, alpha) => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    context.fillStyle = `rgb(200 30 60 / ${alpha})`;
    context.fillRect(0, 0, width, height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/webp', 0.9));
    return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
  }, width, height, alpha);
  const bytes = Buffer.from(text, 'base64');
  assert.equal(bytes.toString('latin1', 8, 12), 'WEBP');
  return bytes;
}

/// The beginning of a file of a phone: its brand, and the size of its picture. No browser here can show it.
function boxes(brand, { width = 4032, height = 3024 } = {}) {
  const size = Buffer.alloc(20);
  size.writeUInt32BE(20);
  size.write('ispe', 4);
  size.writeUInt32BE(width, 12);
  size.writeUInt32BE(height, 16);
  return Buffer.concat([Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0mif1${brand}`, 'latin1'), size]);
}

describe('a file that is not quite of a kind that is sent', () => {
  const world = suite({ chat: 'max_file_mib = 1' });

  test('a WebP goes as a JPG, or as a PNG where it is transparent, whatever its name says', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const [photo, sticker] = [await webp(seeker.page), await webp(seeker.page, { alpha: 0.5 })];
    const cases = [['Foto.webp', photo, 'JPG', 'jpg'], ['Bild aus dem Netz.jpg', photo, 'JPG', 'jpg'], ['Aufkleber.webp', sticker, 'PNG', 'png']];
    for (const [i, [name, bytes, said, kind]] of cases.entries()) {
      await seeker.pick(...onDisk({ [name]: bytes }));
      await seeker.reads(`Das Bild war im Format WebP, das sich nicht überall öffnen lässt. Es geht deshalb als ${said}.`);
      if (i === 0) await seeker.screen('36-foreign-picture');
      if (i === 2) {
        await seeker.click('#keep-name');
        await seeker.reads('Aufkleber.png');
        await seeker.click('#keep-name');
      }
      await seeker.click('#send-document');
      await counselor.sees(`Bild ${i + 1}.${kind}`);
      const saved = await counselor.save(`Bild ${i + 1}.${kind}`);
      assert.deepEqual(metadataOf(saved, kind), {}, name);
    }
  });

  test('a picture that the browser cannot show is named, with the way out', async () => {
    const { seeker } = await world.devices.meet();
    const files = { 'IMG_1.HEIC': [boxes('heic'), 'HEIC'], 'IMG_2.jpg': [boxes('heix'), 'HEIC'], 'Bild.avif': [boxes('avif'), 'AVIF'], 'riesig.avif': [boxes('avif', { width: 60_000, height: 60_000 }), 'AVIF'],
      'Fax.tif': [Buffer.from('II*\0\x08\0\0\0', 'latin1'), 'TIFF'], 'kaputt.webp': [Buffer.from('RIFF\x10\0\0\0WEBPVP8X\0\0', 'latin1'), 'WebP'] };
    for (const [name, [bytes, format]] of Object.entries(files)) {
      await seeker.pick(...onDisk({ [name]: bytes }));
      await seeker.reads(`„${name}“ ist ein Bild im Format ${format}, das dieser Browser nicht umwandeln kann. Als JPG gespeichert geht es, ein Bildschirmfoto davon geht auch.`);
    }
    await seeker.screen('36-foreign-refused');
    await seeker.pick(...onDisk({ 'Brief.pdf': boxes('heic') }));
    await seeker.reads('„Brief.pdf“ ist nicht, was der Name sagt');
    assert.equal(await world.stack.count('files'), 0);
  });

  test('a PDF behind a mark or blanks is freed of them; behind other bytes it is to be saved again', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const whole = pdf({ size: 1000 });
    const fronts = { 'Export.pdf': Buffer.from('\ufeff'), 'Bescheid.pdf': Buffer.from('\r\n\r\n') };
    for (const [i, [name, front]] of Object.entries(fronts).entries()) {
      await seeker.pick(...onDisk({ [name]: Buffer.concat([front, whole]) }));
      await seeker.click('#send-document');
      await counselor.sees(`Dokument ${i + 1}.pdf`);
      assert.ok((await counselor.save(`Dokument ${i + 1}.pdf`)).equals(whole), name);
    }
    await seeker.pick(...onDisk({ 'Server.pdf': Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), whole]) }));
    await seeker.reads('„Server.pdf“ ist ein PDF, vor dem noch etwas anderes steht. Neu als PDF gespeichert geht es.');
  });
});
