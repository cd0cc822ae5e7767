/* The cipher of libsodium, compiled: several times as fast as by script. Only where the policy lets WebAssembly run,
   which no page of ours does: in the worker of cipher.js. */
import { default as libsodium } from "libsodium";
import { CHUNK, nonceOf, scripted, TAG } from "./stream.js";

/* Raises where it cannot be had, or does not give what the script gives. */
export async function compiled() {
  const sodium = await libsodium();
  if (sodium._sodium_init() < 0) throw new Error("libsodium does not start");
  const [keyAt, nonceAt, plainAt, sealedAt] = [32, 12, CHUNK, CHUNK + TAG].map((size) => sodium._malloc(size));
  // The memory is looked up each time: it would be another one once it had grown.
  const put = (bytes, place) => sodium.HEAPU8.set(bytes, place);
  const given = (place, into) => into.set(sodium.HEAPU8.subarray(place, place + into.length));
  const cipher = {
    seal(key, nonce, chunk, into) {
      put(key, keyAt);
      put(nonce, nonceAt);
      put(chunk, plainAt);
      sodium._crypto_aead_chacha20poly1305_ietf_encrypt(sealedAt, 0, plainAt, chunk.length, 0, 0, 0, 0, 0, nonceAt, keyAt);
      given(sealedAt, into);
    },
    open(key, nonce, chunk, into) {
      put(key, keyAt);
      put(nonce, nonceAt);
      put(chunk, sealedAt);
      const told = sodium._crypto_aead_chacha20poly1305_ietf_decrypt(plainAt, 0, 0, sealedAt, chunk.length, 0, 0, 0, 0, nonceAt, keyAt);
      if (told !== 0) throw new Error("invalid tag");
      given(plainAt, into);
    },
  };
  tried(cipher);
  return cipher;
}

/* A chunk sealed by both must be the same, opened as well, and refused when a bit of it is other. */
function tried(cipher) {
  const [key, chunk] = [crypto.getRandomValues(new Uint8Array(32)), crypto.getRandomValues(new Uint8Array(1000))];
  const [ours, theirs, opened] = [new Uint8Array(1016), new Uint8Array(1016), new Uint8Array(1000)];
  scripted.seal(key, nonceOf(1, true), chunk, ours);
  cipher.seal(key, nonceOf(1, true), chunk, theirs);
  cipher.open(key, nonceOf(1, true), ours, opened);
  const isSame = ours.every((one, place) => one === theirs[place]) && chunk.every((one, place) => one === opened[place]);
  if (!isSame) throw new Error("libsodium and the script differ");
  theirs[7] ^= 1;
  let isRefused = false;
  try {
    cipher.open(key, nonceOf(1, true), theirs, opened);
  } catch {
    isRefused = true;
  }
  if (!isRefused) throw new Error("libsodium opens what was changed");
}
