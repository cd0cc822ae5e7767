/* Files of any size: sealed and opened piece by piece, so that no more than a few pieces are in memory at a time.

   What comes out is an ordinary file of age. Its payload is made here and not by the library, so that a file whose
   sending broke off is sealed to the very same bytes again, and each piece is hashed by the browser's own SHA-256. */
import { Decrypter, Encrypter } from "age-encryption";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64, concat, fromBase64, fromHex, hex, utf8 } from "./bytes.js";
import { must, Refusal } from "./refusal.js";

export const PIECE = 1 << 20;
const CHUNK = 1 << 16;
const TAG = 16;
const NONCE = 16;

const streamKey = (fileKey, nonce) => hkdf(sha256, fileKey, nonce, utf8("payload"), 32);
export const digestOf = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
/* The digest of a whole file: over the digests of its pieces, so that each piece can be checked as it comes. */
export const digestOfPieces = (digests) => digestOf(concat(...digests.map(fromHex)));

function counter() {
  const nonce = new Uint8Array(12);
  return {
    next(isLast) {
      nonce[11] = isLast ? 1 : 0;
      return nonce;
    },
    step() {
      for (let place = 10; place >= 0; place--) {
        nonce[place] += 1;
        if (nonce[place] !== 0) break;
      }
    },
  };
}

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

/* The pieces of a sealed file, one after the other. */
export async function* pieces(file, { head, key }) {
  const count = counter();
  let held = [head];
  let size = head.length;
  const chunks = Math.max(1, Math.ceil(file.size / CHUNK));
  for (let start = 0; start === 0 || start < file.size; start += PIECE) {
    const plain = new Uint8Array(await file.slice(start, start + PIECE).arrayBuffer());
    must(plain.length === Math.min(PIECE, file.size - start), "file-changed");
    for (let place = 0; place === 0 || place < plain.length; place += CHUNK) {
      const isLast = (start + place) / CHUNK === chunks - 1;
      const sealed = chacha20poly1305(key, count.next(isLast)).encrypt(plain.subarray(place, place + CHUNK));
      count.step();
      held.push(sealed);
      size += sealed.length;
      if (size >= PIECE) {
        const whole = concat(...held);
        yield whole.subarray(0, PIECE);
        held = [whole.slice(PIECE)];
        size = held[0].length;
      }
    }
  }
  if (size) yield concat(...held);
}

/* Seal a file and hand each piece to `send(number, bytes, digest)`, unless `sent` has its digest already. */
export async function sealFile(file, begun, send, { sent = [], onProgress = () => {} } = {}) {
  const digests = [];
  let size = 0;
  for await (const piece of pieces(file, begun)) {
    const digest = await digestOf(piece);
    const number = digests.length;
    must(!sent[number] || sent[number] === digest, "other-file");
    if (!sent[number]) await send(number, piece, digest);
    digests.push(digest);
    size += piece.length;
    onProgress(Math.min(size, file.size), file.size);
  }
  return { digest: await digestOfPieces(digests), size, pieces: digests.length };
}

/* Open a file: `fetchPiece(number)` gives the sealed bytes, `write(bytes)` takes what was in them.

   expected: digest and size, as the signed message has them; digests: of the pieces, as the host says. */
export async function openFile(secrets, { expected, digests, fetchPiece, write, onProgress = () => {} }) {
  must((await digestOfPieces(digests)) === expected.digest, "attachment-changed");
  let payload;
  let size = 0;
  for (let number = 0; number < digests.length; number++) {
    const piece = await fetchPiece(number);
    must((await digestOf(piece)) === digests[number], "attachment-changed");
    size += piece.length;
    const isLast = number === digests.length - 1;
    const rest = payload ? piece : (payload = await payloadOf(secrets, piece)).rest;
    await payload.take(rest, isLast, write);
    onProgress(Math.min(size, expected.size), expected.size);
  }
  must(size === expected.size, "attachment-changed");
}

async function payloadOf(secrets, first) {
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
  const key = streamKey(fileKey, first.subarray(end, end + NONCE));
  const count = counter();
  let held = new Uint8Array(0);
  const opened = (chunk, isLast) => {
    try {
      return chacha20poly1305(key, count.next(isLast)).decrypt(chunk);
    } catch (error) {
      throw new Refusal("attachment-changed", String(error));
    }
  };
  const take = async (bytes, isLast, write) => {
    held = held.length ? concat(held, bytes) : bytes;
    let place = 0;
    // The last chunk is marked as such, so one is kept back until it is known whether more comes.
    while (held.length - place > CHUNK + TAG || (isLast && place < held.length)) {
      const chunk = held.subarray(place, place + CHUNK + TAG);
      place += chunk.length;
      await write(opened(chunk, isLast && place === held.length));
      count.step();
    }
    held = held.slice(place);
  };
  return { rest: first.subarray(end + NONCE), take };
}

/* The head ends with the line of its seal: three dashes, a space, 43 letters. */
function endOfHead(bytes) {
  for (let place = 0; place < bytes.length - 4; place++) {
    const isSeal = bytes[place] === 10 && bytes[place + 1] === 45 && bytes[place + 2] === 45 && bytes[place + 3] === 45;
    if (isSeal && bytes[place + 4] === 32) return bytes.indexOf(10, place + 1) + 1;
  }
  throw new Refusal("attachment-changed");
}
