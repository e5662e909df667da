// Pictures made by code: what cjpeg and this file draw, with what cameras and phones put into theirs. exiftool writes it and finds it again.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

import { pngChunk } from './png_chunk.mjs';

const folder = mkdtempSync(join(tmpdir(), 'caritas-pictures-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

function tool(name, args, input = undefined) {
  const { status, stdout, stderr, error } = spawnSync(name, args, { input, maxBuffer: 1 << 28 });
  if (error || status !== 0) throw new Error(`${name} ${args.join(' ')}: ${error ?? stderr}`);
  return stdout;
}

const inFile = (bytes, ending) => {
  const path = join(folder, `picture.${ending}`);
  writeFileSync(path, bytes);
  return path;
};

/// Every planted text begins like this, so that one search finds them all.
export const MARK = 'PLANTED';

/// Red grows to the right, green downwards, and blue is a pattern with sharp edges: no two corners look alike.
export function drawing(width, height) {
  const pixels = Buffer.alloc(3 * width * height);
  for (let y = 0, at = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x, at += 3) {
      pixels[at] = (x * 255) / width;
      pixels[at + 1] = (y * 255) / height;
      pixels[at + 2] = (x >> 4) ^ (y >> 4) ? 40 : 200;
    }
  }
  return pixels;
}

/// options: those of cjpeg, as ['-progressive'] or ['-restart', '2'].
export function makeJpeg({ width = 320, height = 200, pixels = drawing(width, height), options = [] } = {}) {
  return tool('cjpeg', ['-quality', '90', ...options], Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), pixels]));
}

/// What djpeg makes of it: a PPM, not turned, and in no profile's colours.
export const jpegPixels = (bytes) => tool('djpeg', ['-ppm'], bytes);

const pngHeader = (width, height) => {
  const data = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]); // 8 bits, red green blue
  data.writeUInt32BE(width);
  data.writeUInt32BE(height, 4);
  return pngChunk('IHDR', data);
};

/// chunks: stand between header and data. Its own data come in two chunks.
export function makePng({ width = 320, height = 200, pixels = drawing(width, height), chunks = [], level = 6 } = {}) {
  const lines = Array.from({ length: height }, (_, y) => [Buffer.of(0), pixels.subarray(3 * width * y, 3 * width * (y + 1))]).flat();
  const data = deflateSync(Buffer.concat(lines), { level });
  const half = data.length >> 1;
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), pngHeader(width, height), ...chunks,
    pngChunk('IDAT', data.subarray(0, half)), pngChunk('IDAT', data.subarray(half)), pngChunk('IEND', '')]);
}

/// Puts chunks behind the header of a PNG.
export const withChunks = (png, ...chunks) => Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);

/// Puts segments behind the start of a JPEG, in front of all others.
export const withSegments = (jpeg, ...segments) => Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);

export function jpegSegment(marker, ...content) {
  const data = Buffer.concat(content.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.of(0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 0xff), data]);
}

/// A picture with tags of exiftool's: tagged(jpeg, 'jpg', { 'EXIF:Make': 'Canon' }).
export function tagged(bytes, ending, tags) {
  const path = inFile(bytes, ending);
  tool('exiftool', ['-q', '-q', '-overwrite_original', '-n', ...Object.entries(tags).map(([tag, value]) => `-${tag}=${value}`), path]);
  return readFileSync(path);
}

/// What a camera writes: place, maker, model, serial number, time, owner, a thumbnail, XMP, IPTC (JPEG) or texts (PNG), a comment.
export function withMetadata(bytes, ending, { orientation, profile } = {}) {
  const path = inFile(bytes, ending);
  const args = ['-q', '-q', '-overwrite_original', '-n', '-GPSLatitude=52.5', '-GPSLatitudeRef=N', '-GPSLongitude=13.4', '-GPSLongitudeRef=E',
    `-Make=${MARK}-make`, `-Model=${MARK}-model`, `-SerialNumber=${MARK}-serial`, '-DateTimeOriginal=2026:01:02 03:04:05',
    `-OwnerName=${MARK}-owner`, `-UserComment=${MARK}-note`, `-XMP-dc:Creator=${MARK}-creator`, '-XMP-exif:GPSLatitude=52.5', `-Comment=${MARK}-comment`];
  if (ending === 'jpg') {
    const thumbnail = join(folder, 'thumbnail.jpg');
    writeFileSync(thumbnail, withSegments(makeJpeg({ width: 160, height: 100 }), jpegSegment(0xfe, `${MARK}-thumbnail`)));
    args.push(`-ThumbnailImage<=${thumbnail}`, `-IPTC:By-line=${MARK}-writer`);
  } else {
    args.push(`-PNG:Author=${MARK}-author`, '-PNG:ModifyDate=2026:01:02 03:04:05');
  }
  if (orientation) args.push(`-IFD0:Orientation=${orientation}`);
  if (profile) {
    writeFileSync(join(folder, 'profile.icc'), profile);
    args.push(`-ICC_Profile<=${join(folder, 'profile.icc')}`);
  }
  tool('exiftool', [...args, path]);
  return readFileSync(path);
}

// About the file, and how its pixels are encoded and shown.
const technical = [/^(SourceFile|ExifTool:ExifToolVersion|(System|Composite|PNG-pHYs):.*)$/, /^File:(?!Comment)/,
  /^JFIF:(JFIFVersion|[XY]Resolution|ResolutionUnit|Thumbnail(Width|Height))$/,
  /^PNG:(ImageWidth|ImageHeight|BitDepth|ColorType|Compression|Filter|Interlace|SRGBRendering|SignificantBits)$/];

/// What exiftool finds beyond that: { "GPS:GPSLatitude": 52.5, … }.
export function metadataOf(bytes, ending) {
  const [tags] = JSON.parse(tool('exiftool', ['-j', '-a', '-u', '-n', '-G1', '-s', '-b', inFile(bytes, ending)]));
  return Object.fromEntries(Object.entries(tags).filter(([name]) => !technical.some((pattern) => pattern.test(name))));
}

/// What phones append: a list of pictures (CIPA DC-007) in front, and behind the end a second picture and the head of a film.
export function withSecondPicture(jpeg) {
  const second = withSegments(makeJpeg({ width: 64, height: 64 }), jpegSegment(0xfe, `${MARK}-second`));
  const list = jpegSegment(0xe2, 'MPF\0', 'MM\0*\0\0\0\x08\0\0', `${MARK}-list`);
  return Buffer.concat([withSegments(jpeg, list), second, Buffer.from(`\0\0\0\x18ftypmp42${MARK}-film`)]);
}

const fixed = (...numbers) => {
  const data = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, i) => data.writeInt32BE(Math.round(number * 65536), 4 * i));
  return data;
};
const xyz = (...numbers) => Buffer.concat([Buffer.from('XYZ \0\0\0\0'), fixed(...numbers)]);

/// A text of version 2 (`desc`), or of version 4 (`mluc`).
function profileText(text, version) {
  const length = Buffer.alloc(4);
  if (version === 2) {
    length.writeUInt32BE(text.length + 1);
    return Buffer.concat([Buffer.from('desc\0\0\0\0'), length, Buffer.from(`${text}\0`), Buffer.alloc(78)]);
  }
  length.writeUInt32BE(2 * text.length);
  return Buffer.concat([Buffer.from('mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS'), length, Buffer.from([0, 0, 0, 28]), Buffer.from(text, 'utf16le').swap16()]);
}

/// The profile of a screen with the colours of Display P3, which says what screen it is; `size`: made longer, to at least so many bytes.
export function makeProfile({ description = `${MARK}-screen`, version = 4, size = 0 } = {}) {
  const curve = Buffer.from('curv\0\0\0\0\0\0\0\x01\x02\x33\0\0', 'latin1'); // gamma 2.2
  const tags = { desc: profileText(description, version), cprt: Buffer.from(`text\0\0\0\0${MARK}-copyright\0`), wtpt: xyz(0.9642, 1, 0.8249),
    rXYZ: xyz(0.51512, 0.2412, -0.00105), gXYZ: xyz(0.29198, 0.69225, 0.04189), bXYZ: xyz(0.1571, 0.06657, 0.78407),
    rTRC: curve, gTRC: curve, bTRC: curve, mmod: Buffer.concat([Buffer.from(`mmod\0\0\0\0${MARK}-screen-serial`), Buffer.alloc(size)]) };
  const header = Buffer.alloc(132);
  header.write('PLAN', 4); // the preferred program
  header.writeUInt8(version, 8);
  header.write('mntrRGB XYZ ', 12, 'latin1');
  for (let i = 0; i < 6; ++i) header.writeUInt16BE([2026, 1, 2, 3, 4, 5][i], 24 + 2 * i);
  header.write('acsp', 36);
  header.write('PLANTED-', 48); // maker and model
  fixed(0.9642, 1, 0.8249).copy(header, 68);
  header.write('PLAN', 80);
  header.writeUInt32BE(Object.keys(tags).length, 128);
  const table = [];
  const data = [];
  let offset = 132 + 12 * Object.keys(tags).length;
  for (const [name, content] of Object.entries(tags)) {
    const entry = Buffer.alloc(12);
    entry.write(name);
    entry.writeUInt32BE(offset, 4);
    entry.writeUInt32BE(content.length, 8);
    table.push(entry);
    data.push(content, Buffer.alloc(-content.length & 3));
    offset += content.length + (-content.length & 3);
  }
  const whole = Buffer.concat([header, ...table, ...data]);
  whole.writeUInt32BE(whole.length);
  return whole;
}
