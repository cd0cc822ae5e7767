/* What is sealed: a message with who wrote it to whom in which conversation, signed; and signed receipts for it. */
import { canonical, digest, text } from "./bytes.js";
import { fingerprint, installationOf, isSigned, openWith, recipientsOf, sealTo, sign } from "./keys.js";
import { padded } from "./padding.js";
import { must, Refusal } from "./refusal.js";

const VERSION = 1;
/* Who, with which key; and at which installation, when the page knows. */
const party = (key) => ({ owner: key.owner, key: fingerprint(key), ...(key.at ? { at: key.at } : {}) });

/* Seal a message: to every key in `to`, and to the sender's own, so that the sender can read it again. */
export async function compose({ secret, from, to, thread, id, subject, body, attachments = [], head = {}, heads = {}, about = "" }) {
  const content = {
    version: VERSION,
    thread,
    message: id,
    from: party(from),
    to: to.map(party),
    at: new Date().toISOString(),
    subject,
    text: body,
    attachments,
    head,
    heads,
    about,
  };
  const sealed = await sealTo(recipientsOf([...to, from]), padded(canonical({ content, signature: sign(secret, content) })));
  return { sealed, digest: digest(sealed), keys: [...to, from].map(fingerprint) };
}

/* The message in an envelope, or a Refusal: nothing of one that is not whole, not signed, or not in its place is shown.

   envelope: what the host says of it: id, thread, sender, digest, at; of one from another installation also its author
   as named there, and when that installation took it, by whose clock the author's key is judged.
   secrets: this authority's, of every generation that the reader holds, each with `key`, its public parts.
   known: from a fingerprint to the key that the log has, with `ended_at`. */
export async function read({ sealed, envelope, secrets, known }) {
  must(digest(sealed) === envelope.digest, "changed");
  const { content, signature } = parsed(await openWith(secrets, sealed));
  must(content.version === VERSION, "version");
  const author = known.get(content.from.key);
  must(author && author.owner === content.from.owner && isFrom(author, content.from), "author");
  must(isSigned(author.signing, content, signature), "signature");
  must(content.message === envelope.id && content.thread === envelope.thread, "replayed");
  must(content.from.owner === (envelope.author?.owner ?? envelope.sender), "author");
  must((envelope.author?.installation ?? "") === (author.installation ?? ""), "author");
  must(!isEnded(author, envelope.sent_at ?? envelope.at), "author-key-ended");
  const own = new Set(secrets.map((one) => fingerprint(one.key)));
  const ours = [...content.to, content.from].find((one) => own.has(one.key));
  must(ours, "not-for-us");
  must(!isEnded(known.get(ours.key), envelope.at), "our-key-ended");
  return content;
}

const isFrom = (author, from) => (author.installation ? from.at === author.installation : !from.at || from.at === author.at);
const isEnded = (key, at) => Boolean(key?.ended_at && key.ended_at < at);

function parsed(bytes) {
  try {
    return JSON.parse(text(bytes));
  } catch {
    throw new Refusal("changed");
  }
}

/* What an authority says of a message, signed with its key: the other side can show it to anybody. */
export function receipt({ secret, key, act, envelope, note = "" }) {
  const statement = {
    version: VERSION,
    act,
    thread: envelope.thread,
    message: envelope.id,
    digest: envelope.digest,
    by: party(key),
    at: new Date().toISOString(),
    note,
  };
  return { statement, signature: sign(secret, statement) };
}

/* Whether a receipt is what it says; needs nothing of the host, only the key, whose digits were compared. */
export function isReceipt({ statement, signature }, key) {
  // An installation signs that it has a message; its name is the hash of its key.
  if (!statement.by.key) return statement.by.at === installationOf(key) && isSigned(key.signing, statement, signature);
  return statement.by.key === fingerprint(key) && isSigned(key.signing, statement, signature);
}
