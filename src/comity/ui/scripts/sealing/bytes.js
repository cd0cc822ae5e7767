/* Bytes and the ways to write them down; JSON in the one way of RFC 8785, which the server writes as well. */
import { sha256, sha512 } from "@noble/hashes/sha2.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

export const utf8 = (text) => encoder.encode(text);
export const text = (bytes) => decoder.decode(bytes);

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

export const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
export const fromHex = (said) => Uint8Array.from(said.match(/../g) ?? [], (pair) => parseInt(pair, 16));

export function base64(bytes) {
  let letters = "";
  for (let place = 0; place < bytes.length; place += 0x8000) {
    letters += String.fromCharCode(...bytes.subarray(place, place + 0x8000));
  }
  return btoa(letters);
}
/* By the browser itself where it can: a page that carries a file of 200 MB has 270 MB of letters. */
export function fromBase64(said) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(said);
  const letters = atob(said);
  const bytes = new Uint8Array(letters.length);
  for (let place = 0; place < bytes.length; place++) bytes[place] = letters.charCodeAt(place);
  return bytes;
}

/* Members in the order of their names' UTF-16 units, no spaces; whole numbers only, so that no two programs differ. */
export function canonical(value) {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new TypeError("only whole numbers are signed");
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

export const digest = (bytes) => hex(sha256(bytes));
export const hash = sha256;
export const longHash = sha512;
