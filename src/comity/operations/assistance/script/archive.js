// A ZIP archive of a few short files, stored and not compressed: what a Word file is wrapped in.

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest >>> 0;
});
const checksum = (bytes) => {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = TABLE[(rest ^ byte) & 0xff] ^ (rest >>> 8);
  return (rest ^ 0xffffffff) >>> 0;
};

const record = (...fields) => {
  const bytes = [];
  for (const [size, value] of fields) for (let place = 0; place < size; place += 1) bytes.push((value >>> (8 * place)) & 0xff);
  return Uint8Array.from(bytes);
};

// Names are in UTF-8 (flag 0x0800); every file carries 1 January 1980, so that equal requests make equal bytes.
const FLAGS = 0x0800;
const DAY = 0x0021;

export const archive = (files) => {
  const encoder = new TextEncoder();
  const [parts, directory] = [[], []];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, bytes] = [encoder.encode(name), encoder.encode(text)];
    const common = [[2, 20], [2, FLAGS], [2, 0], [2, 0], [2, DAY], [4, checksum(bytes)], [4, bytes.length], [4, bytes.length], [2, path.length], [2, 0]];
    const head = record([4, 0x04034b50], ...common);
    directory.push(record([4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), path);
    parts.push(head, path, bytes);
    at += head.length + path.length + bytes.length;
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0);
  const count = Object.keys(files).length;
  const end = record([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, at], [2, 0]);
  const whole = new Uint8Array(at + size + end.length);
  let place = 0;
  for (const part of [...parts, ...directory, end]) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
};
