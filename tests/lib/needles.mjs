// One secret in the forms in which it could lie somewhere: raw, in hex, in base64 at any offset.

const base64Forms = (bytes) => [0, 1, 2].map((offset) => {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64').replace(/=+$/, '');
  // The first characters also hold what stood before, the last ones what comes after.
  return text.slice(offset === 0 ? 0 : offset + 1, bytes.length % 3 === (3 - offset) % 3 ? undefined : -1);
});

/// { "name raw": …, "name hex": …, … } for a search (files.mjs, tables.mjs). `secret`: text or bytes.
export function needlesOf(name, secret) {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const forms = { raw: bytes, hex, HEX: hex.toUpperCase(), utf16: Buffer.from(bytes.toString('utf8'), 'utf16le') };
  base64Forms(bytes).forEach((text, offset) => {
    forms[`base64+${offset}`] = text;
    forms[`base64url+${offset}`] = text.replaceAll('+', '-').replaceAll('/', '_');
  });
  return Object.fromEntries(Object.entries(forms).map(([form, value]) => [`${name} ${form}`, value]));
}
