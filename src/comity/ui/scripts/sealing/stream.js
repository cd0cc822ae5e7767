/* The payload of an age file: chunks of 64 KiB, each sealed under its number. Runs of chunks are sealed and opened apart
   from each other, so that several can be worked on at once. */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";

export const CHUNK = 1 << 16;
export const TAG = 16;
/* How many chunks are handed over together. */
export const CHUNKS = 16;
export const RUN = CHUNKS * CHUNK;
export const SEALED_RUN = CHUNKS * (CHUNK + TAG);

/* A chunk's number in eleven bytes, and one that says whether it is the last. */
export function nonceOf(number, isLast) {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(3, BigInt(number));
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/* The cipher computed by script: what every browser can do. */
export const scripted = {
  seal: (key, nonce, chunk, into) => void chacha20poly1305(key, nonce).encrypt(chunk, into),
  open: (key, nonce, chunk, into) => void chacha20poly1305(key, nonce).decrypt(chunk, into),
};

/* first: the number of the first chunk; isLast: whether the run ends the file. An empty file is one empty chunk.
   room: a buffer of a sealed run's size to write into. Fresh memory costs nearly as much as the cipher does. */
export function sealedRun(cipher, { key, first, isLast, bytes }, room = new ArrayBuffer(SEALED_RUN)) {
  const count = Math.max(1, Math.ceil(bytes.length / CHUNK));
  const sealed = new Uint8Array(room, 0, bytes.length + count * TAG);
  for (let n = 0; n < count; n++) {
    const chunk = bytes.subarray(n * CHUNK, (n + 1) * CHUNK);
    const place = n * (CHUNK + TAG);
    const nonce = nonceOf(first + n, isLast && n === count - 1);
    cipher.seal(key, nonce, chunk, sealed.subarray(place, place + chunk.length + TAG));
  }
  return sealed;
}

export function openedRun(cipher, { key, first, isLast, bytes }, room = new ArrayBuffer(SEALED_RUN)) {
  const count = Math.ceil(bytes.length / (CHUNK + TAG));
  const opened = new Uint8Array(room, 0, bytes.length - count * TAG);
  for (let n = 0; n < count; n++) {
    const chunk = bytes.subarray(n * (CHUNK + TAG), (n + 1) * (CHUNK + TAG));
    const nonce = nonceOf(first + n, isLast && n === count - 1);
    cipher.open(key, nonce, chunk, opened.subarray(n * CHUNK, n * CHUNK + chunk.length - TAG));
  }
  return opened;
}
