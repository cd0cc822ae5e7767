/* Files of any size: sealed and opened piece by piece, so that no more than a few pieces are in memory at a time.

   What comes out is an ordinary file of age. Its payload is made here and not by the library, so that a file whose
   sending broke off is sealed to the very same bytes again, several workers can do it at once, and each piece is hashed
   by the browser's own SHA-256. */
import { Decrypter, Encrypter } from "age-encryption";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64, concat, fromBase64, fromHex, hex, utf8 } from "./bytes.js";
import { must, Refusal } from "./refusal.js";
import { CHUNKS, RUN, SEALED_RUN, TAG } from "./stream.js";
import { hands, inOrder } from "./workers.js";

// Twelve chunks: the memory into which a browser copies what it hashes is made anew for anything much larger.
export const PIECE = 12 << 16;
const PRESSURE = 16 << 20;
const NONCE = 16;

const streamKey = (fileKey, nonce) => hkdf(sha256, fileKey, nonce, utf8("payload"), 32);
export const digestOf = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
/* The digest of a whole file: over the digests of its pieces, so that each piece can be checked as it comes. */
export const digestOfPieces = (digests) => digestOf(concat(...digests.map(fromHex)));

/* Begin to seal a file: the head of an age file to these recipients, and the key of its payload. */
export async function begin(recipients) {
  let fileKey;
  const encrypter = new Encrypter();
  // Takes the key of the file in passing, and adds nothing to its head.
  encrypter.addRecipient({ wrapFileKey: (key) => ((fileKey = key.slice()), []) });
  for (const one of recipients) encrypter.addRecipient(one);
  const empty = await encrypter.encrypt(new Uint8Array(0));
  const head = empty.slice(0, empty.length - TAG);
  return { head, key: streamKey(fileKey, head.slice(-NONCE)) };
}

export const stateOf = ({ head, key }) => ({ head: base64(head), key: base64(key) });
export const fromState = ({ head, key }) => ({ head: fromBase64(head), key: fromBase64(key) });

/* The pieces of a sealed file, one after the other; each is good until the next is asked for. */
export async function* pieces(file, { head, key }, most = PIECE) {
  const working = await hands(file.size);
  try {
    const held = new Uint8Array(most);
    let size = 0;
    for await (const part of after(head, sealedRuns(file, key, working))) {
      for (let place = 0; place < part.length; ) {
        const taken = part.subarray(place, place + most - size);
        held.set(taken, size);
        size += taken.length;
        place += taken.length;
        if (size < most) continue;
        yield held;
        size = 0;
      }
      working.keep(part.buffer);
    }
    if (size) yield held.subarray(0, size);
  } finally {
    working.end();
  }
}

async function* after(head, parts) {
  yield head;
  yield* parts;
}

/* What files are read with just now. Named here, so that a browser which collects does not take it for left: nothing
   else leads to a stream of which only the next bytes are awaited, and these would never come. */
const readers = new Set();
function held(reader) {
  readers.add(reader);
  return () => {
    readers.delete(reader);
    return reader.cancel();
  };
}

/* Fills memory from a file, from where it was left; gives the bytes that are full, fewer at the end of the file. */
function filling(file) {
  let reader;
  try {
    // Straight into that memory: what a stream makes by itself is collected so late that a large file fills hundreds of megabytes.
    reader = file.stream().getReader({ mode: "byob" });
  } catch {
    return byParts(file.stream().getReader());
  }
  const fill = async (bytes) => {
    const { byteOffset, length } = bytes;
    let [buffer, size] = [bytes.buffer, 0];
    while (size < length) {
      const { done, value } = await reader.read(new Uint8Array(buffer, byteOffset + size, length - size));
      if (value) buffer = value.buffer;
      if (done) break;
      size += value.length;
    }
    return new Uint8Array(buffer, byteOffset, size);
  };
  return { fill, end: held(reader) };
}

/* The same from parts of the stream's own size, where a browser cannot fill memory that it is given. */
function byParts(reader) {
  let rest = new Uint8Array(0);
  const fill = async (bytes) => {
    let size = 0;
    while (size < bytes.length) {
      if (!rest.length) {
        const { done, value } = await reader.read();
        if (done) break;
        rest = value;
      }
      const taken = rest.subarray(0, bytes.length - size);
      bytes.set(taken, size);
      size += taken.length;
      rest = rest.subarray(taken.length);
    }
    return bytes.subarray(0, size);
  };
  return { fill, end: held(reader) };
}

/* The runs of a file, sealed, in order: while one is taken, the next ones are sealed. */
async function* sealedRuns(file, key, working) {
  // As one stream: a browser needs several times as long for as many slices.
  const reading = filling(file);
  const runs = Math.max(1, Math.ceil(file.size / RUN));
  const underWay = [];
  try {
    for (let n = 0; n < runs; n++) {
      const wanted = Math.min(RUN, file.size - n * RUN);
      const bytes = await reading.fill(new Uint8Array(working.room(), 0, wanted));
      must(bytes.length === wanted, "file-changed");
      const sealed = working.seal({ key, first: n * CHUNKS, isLast: n === runs - 1, bytes });
      // Whoever takes it hears of a failure; nobody takes those behind one that failed.
      sealed.catch(() => {});
      underWay.push(sealed);
      if (underWay.length > 2 * working.width) yield await underWay.shift();
    }
    must(!(await reading.fill(new Uint8Array(1))).length, "file-changed");
    while (underWay.length) yield await underWay.shift();
  } finally {
    await reading.end().catch(() => {});
  }
}

/* Seal a file and hand each piece to `send(number, bytes, digest)`, unless `sent` has its digest already.

   most: bytes of a piece. */
export async function sealFile(file, begun, send, { sent = [], most = PIECE, onProgress = () => {} } = {}) {
  const digests = [];
  let size = 0;
  for await (const piece of pieces(file, begun, most)) {
    const digest = await digestOf(piece);
    const number = digests.length;
    must(!sent[number] || sent[number] === digest, "other-file");
    if (!sent[number]) await send(number, piece, digest);
    digests.push(digest);
    size += piece.length;
    onProgress(Math.min(size, file.size), file.size);
    press();
  }
  return { digest: await digestOfPieces(digests), size, pieces: digests.length };
}

/* Open a file: `fetchPiece(number)` gives the sealed bytes, `write(bytes)` takes what was in them.

   expected: digest and size, as the signed message has them; digests: of the pieces, as the host says. */
export async function openFile(secrets, { expected, digests, fetchPiece, write, onProgress = () => {} }) {
  must((await digestOfPieces(digests)) === expected.digest, "attachment-changed");
  const checked = async (number) => {
    const piece = await fetchPiece(number);
    must((await digestOf(piece)) === digests[number], "attachment-changed");
    return piece;
  };
  const working = await hands(expected.size);
  try {
    let payload;
    let size = 0;
    for await (const piece of inOrder(digests.length, working.width, checked)) {
      size += piece.length;
      const rest = payload ? piece : (payload = await payloadOf(secrets, piece, working, write)).rest;
      await payload.take(rest);
      onProgress(Math.min(size, expected.size), expected.size);
      press();
    }
    await payload?.end();
    must(payload && size === expected.size, "attachment-changed");
  } finally {
    working.end();
  }
}

/* Lets the browser collect what was sent or fetched. It holds the bytes of every request until then and does not count
   them: hundreds of megabytes. It counts this memory, which is never touched and so is none. */
const press = () => void new ArrayBuffer(PRESSURE);

/* What opens the pieces of a file: runs of chunks are opened side by side and written in their order. */
async function payloadOf(secrets, first, working, write) {
  const { key, rest } = await keyOf(secrets, first);
  let [held, size, runs] = [new Uint8Array(working.room()), 0, 0];
  const underWay = [];
  const written = async () => {
    const opened = await underWay.shift();
    await write(opened);
    working.keep(opened.buffer);
  };
  const open = (isLast) => {
    const opened = working.open({ key, first: runs * CHUNKS, isLast, bytes: held.subarray(0, size) });
    underWay.push(
      opened.catch((error) => {
        throw new Refusal("attachment-changed", String(error));
      }),
    );
    underWay.at(-1).catch(() => {});
    [held, size, runs] = [new Uint8Array(isLast ? 0 : working.room()), 0, runs + 1];
  };
  const take = async (bytes) => {
    while (bytes.length) {
      // The last chunk is marked as such, so a full run waits until it is known whether more comes.
      if (size === SEALED_RUN) {
        open(false);
        if (underWay.length > 2 * working.width) await written();
      }
      const taken = bytes.subarray(0, SEALED_RUN - size);
      held.set(taken, size);
      size += taken.length;
      bytes = bytes.subarray(taken.length);
    }
  };
  const end = async () => {
    // Nothing is empty but an empty file, and that has a chunk.
    must(size > TAG || (size === TAG && runs === 0), "attachment-changed");
    open(true);
    while (underWay.length) await written();
  };
  return { rest, take, end };
}

async function keyOf(secrets, first) {
  const decrypter = new Decrypter();
  for (const secret of secrets) {
    if (secret.identity_pq) decrypter.addIdentity(secret.identity_pq);
    decrypter.addIdentity(secret.identity);
  }
  let fileKey;
  try {
    fileKey = await decrypter.decryptHeader(first);
  } catch (error) {
    throw new Refusal(/no identity matched/.test(String(error)) ? "no-key" : "attachment-changed", String(error));
  }
  const end = endOfHead(first);
  return { key: streamKey(fileKey, first.subarray(end, end + NONCE)), rest: first.subarray(end + NONCE) };
}

/* The head ends with the line of its seal: three dashes, a space, 43 letters. */
function endOfHead(bytes) {
  for (let place = 0; place < bytes.length - 4; place++) {
    const isSeal = bytes[place] === 10 && bytes[place + 1] === 45 && bytes[place + 2] === 45 && bytes[place + 3] === 45;
    if (isSeal && bytes[place + 4] === 32) return bytes.indexOf(10, place + 1) + 1;
  }
  throw new Refusal("attachment-changed");
}
