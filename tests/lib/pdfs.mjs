// PDFs made by hand: plain ones, with object streams, and with older revisions still in them.
import { deflateSync } from 'node:zlib';

/// `objects`: {number: text or Buffer}. No table of references: whoever looks for traces does not trust it.
export const pdf = (objects, trailer) => Buffer.concat([Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'), revision(objects, trailer)]);

/// What an editor hangs on when it saves changes.
export function revision(objects, trailer = '/Root 1 0 R /Info 2 0 R') {
  const parts = Object.entries(objects).flatMap(([number, body]) => [`${number} 0 obj\n`, body, '\nendobj\n']);
  parts.push(`trailer\n<< ${trailer} >>\nstartxref\n0\n%%EOF\n`);
  return Buffer.concat(parts.map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(part, 'latin1'))));
}

/// A stream; `flate`: packed, `length`: what it says of itself ("" for a number in another object).
export function stream(dictionary, content, { flate = true, length, filter = '/FlateDecode' } = {}) {
  const data = flate ? deflateSync(content) : Buffer.from(content);
  const head = `<< ${dictionary} ${flate ? `/Filter ${filter}` : ''} /Length ${length ?? data.length} >>\nstream\n`;
  return Buffer.concat([Buffer.from(head), data, Buffer.from('\nendstream')]);
}

/// {number: text} as one object stream; `more`: of its dictionary.
export function objectStream(objects, { more = '', ...how } = {}) {
  const texts = Object.values(objects);
  let offset = 0;
  const numbers = Object.keys(objects).map((number, i) => {
    const pair = `${number} ${offset}`;
    offset += Buffer.byteLength(texts[i], 'latin1') + 1;
    return pair;
  });
  const front = `${numbers.join(' ')}\n`;
  return stream(`/Type /ObjStm /N ${texts.length} /First ${front.length} ${more}`, Buffer.from(front + texts.join(' '), 'latin1'), how);
}

export const xmp = (names) => `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Titel</dc:title>
<dc:creator><rdf:Seq>${names.map((name) => `<rdf:li>${name}</rdf:li>`).join('')}</rdf:Seq></dc:creator>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;
