/* What came sealed is opened: a message when it is whole, signed and in its place, and a file that a message names. */
import { fromBase64 } from "../sealing/bytes.js";
import { openFile } from "../sealing/files.js";
import { get, getBytes, post } from "../sealing/host.js";
import { isSameLog } from "../sealing/log.js";
import { read, receipt } from "../sealing/message.js";
import { must } from "../sealing/refusal.js";
import { directory } from "./shell.js";

/* With what the messages of a conversation are opened: the reader's authority in it, and the keys of all.
   told: what the host says of the conversation. */
export async function contextOf(me, told) {
  const mine = told.parties.map((one) => me.authorities.get(one.id)).find(Boolean);
  return { me, mine, ...(await directory()) };
}

/* The message in an envelope, or a Refusal. */
export async function opened(envelope, { mine, known, authorities, at }) {
  const sealed = fromBase64((await get(`envelopes/${envelope.id}`)).sealed);
  const content = await read({ sealed, envelope, secrets: mine?.secrets ?? [], known });
  const author = authorities.get(Number(envelope.sender.split(":")[1]));
  must(author.knowledge !== "doubted" || author.key.fingerprint !== content.from.key, author.reason);
  must(await isSameLog(content.head, author.key.installation), "other-log");
  must(await isSameLog(content.heads?.[at]), "other-log");
  return content;
}

/* Say something of a message with the authority's key; the receipt as the host has it. */
export async function sign(act, envelope, { mine }) {
  const made = receipt({ secret: mine.secret, key: mine.key, act, envelope });
  return (await post(`envelopes/${envelope.id}/receipts`, { authority: mine.id, ...made })).receipt;
}

/* Whether this authority has opened a message that came to it, and not yet said so. */
export const isUnsaid = ({ sender, receipts }, { mine }) =>
  Boolean(mine?.secret) && sender !== `organisation:${mine.id}` && !receipts.some((one) => one.act === "opened" && one.organisation === mine.id);

/* Open a file that a message names, piece by piece into `write(bytes)`; or a Refusal.
   file: what the signed message says of it; envelope: which files the host says came with it. */
export async function openAttachment(file, envelope, secrets, write, onProgress) {
  must(file.id in envelope.attachments, "attachment-changed");
  const { pieces } = await get(`attachments/${file.id}`);
  const fetchPiece = (number) => getBytes(`attachments/${file.id}/${number}`);
  await openFile(secrets, { expected: file, digests: pieces, fetchPiece, write, onProgress });
}
