/* What a file carries: found in the page, opened with the reader's key, and shown when it is whole, signed and theirs. */
import { fromBase64 } from "../sealing/bytes.js";
import { openFile } from "../sealing/files.js";
import { fingerprint } from "../sealing/keys.js";
import { read } from "../sealing/message.js";
import { must } from "../sealing/refusal.js";
import { followed } from "./holder.js";

const held = (selector) => document.querySelector(selector)?.textContent ?? "";

/* What the page says of the message that it carries; null when it carries none. */
export function carried() {
  const told = document.getElementById("carried-message");
  return told && JSON.parse(told.textContent);
}

/* A page that was cut on its way has no end. */
export const isWhole = () => Boolean(document.getElementById("carried-end"));

/* The key that signed the message, and whether it is, or goes back to, one that was compared. */
export function authorOf(told, holder) {
  const keys = followed(told.leaves, told.author);
  const before = holder.senders[keys[0].owner];
  // What was compared may be older than the message, or newer: in either case they are keys of one line.
  const isCompared = Boolean(before) && (keys.some((key) => fingerprint(key) === before) || followed(told.leaves, before).some((key) => fingerprint(key) === told.author));
  return { key: { ...keys[0], at: told.at }, now: { ...keys.at(-1), at: told.at }, isCompared };
}

/* The message, or a Refusal and nothing of it. */
export async function opened(told, holder) {
  must(isWhole(), "cut");
  const { key: author } = authorOf(told, holder);
  const envelope = { ...told.envelope, sender: author.owner };
  const secrets = [{ ...holder.secret, key: holder.key }];
  const known = new Map([author, holder.key].map((key) => [fingerprint(key), key]));
  const content = await read({ sealed: sealedMessage(), envelope, secrets, known });
  must(content.to.some((one) => one.key === fingerprint(holder.key)), "not-for-us");
  return content;
}

export const sealedMessage = () => fromBase64(held("#carried-sealed"));

const piece = (id, number) => {
  const said = held(`script[data-file="${id}"][data-number="${number}"]`);
  must(said, "cut");
  return fromBase64(said);
};

/* A file as it was sealed: an ordinary file of age. */
export const sealedFile = (told, file) => new Blob(told.files[file.id].map((_digest, number) => piece(file.id, number)));

/* A file, opened whole: each piece is checked before it is opened, and nothing is given out before the last one was. */
export async function plainFile(told, file, holder, onProgress) {
  const digests = told.files[file.id];
  must(digests, "attachment-changed");
  const parts = [];
  await openFile([holder.secret], {
    expected: file,
    digests,
    fetchPiece: async (number) => piece(file.id, number),
    write: async (bytes) => void parts.push(new Blob([bytes])),
    onProgress,
  });
  return new Blob(parts, { type: "application/octet-stream" });
}
