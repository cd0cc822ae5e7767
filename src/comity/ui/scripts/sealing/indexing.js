/* The index of an authority, sealed and kept on the host like drafts, in parts: what is added goes into the last part, so
   that little is loaded for it.

   Each of the authority's keys has an index of its own. Only what was sealed to a key stands in its index, so that
   somebody who was admitted without what came before does not find the words of it either. */
import { loadDraft, saveDraft } from "./desk.js";
import { get } from "./host.js";
import { emptyIndex, indexed, joined, searched, wordsOf } from "./words.js";

const NAMED = "index:";
// Letters of a part, after which another is begun: a dozen or two of messages.
const FULL = 60_000;
const TRIES = 4;

const short = (fingerprint) => fingerprint.slice(0, 16);
const known = (fingerprint) => `${NAMED}${short(fingerprint)}:known`;
const part = (fingerprint, number) => `${NAMED}${short(fingerprint)}:${String(number).padStart(6, "0")}`;

async function names(authority) {
  const { drafts } = await get(`drafts?${new URLSearchParams({ authority })}`);
  return drafts.map((one) => one.about).filter((about) => about.startsWith(NAMED));
}

/* Change something that is kept; when somebody else has changed it meanwhile, begin anew with theirs. */
async function changed(authority, about, change) {
  for (let tries = 1; ; tries += 1) {
    const kept = await loadDraft(authority, about);
    const content = change(kept?.content ?? null);
    try {
      return await saveDraft(authority, about, content, kept?.revision ?? 0);
    } catch (error) {
      if (error?.status !== 409 || tries === TRIES) throw error;
    }
  }
}

/* Put messages into the index of the key to which they were sealed: each with id, key, thread, at, from, subject, text. */
export async function remember({ id: authority, key: { fingerprint } }, messages) {
  const ours = messages.filter((one) => one.key === fingerprint);
  if (!ours.length) return;
  const before = new Set((await loadDraft(authority, known(fingerprint)))?.content.ids ?? []);
  const fresh = ours.filter((one) => !before.has(one.id));
  if (!fresh.length) return;
  const addition = emptyIndex();
  for (const { id, thread, at, from, subject, text } of fresh) {
    indexed(addition, id, { thread, at, from, subject }, wordsOf(`${subject}\n${text}`));
  }
  const parts = (await names(authority)).filter((about) => about.startsWith(part(fingerprint, 0).slice(0, -6)) && about !== known(fingerprint));
  const last = Math.max(1, ...parts.map((about) => Number(about.split(":")[2])));
  const isFull = parts.length > 0 && JSON.stringify((await loadDraft(authority, part(fingerprint, last)))?.content ?? "").length > FULL;
  await changed(authority, part(fingerprint, isFull ? last + 1 : last), (theirs) => (theirs ? joined(addition, theirs) : addition));
  // Behind the part: what is said to be known is there. Were this broken off, a message would stand in two parts.
  await changed(authority, known(fingerprint), (theirs) => ({ ids: [...new Set([...(theirs?.ids ?? []), ...fresh.map((one) => one.id)])] }));
}

/* Look through every part that one's keys open, the latest first; `onFound(messages, done, parts)` hears after each. */
export async function look(authority, text, onFound) {
  const parts = (await names(authority)).filter((about) => !about.endsWith(":known")).sort().reverse();
  const found = new Map();
  let closed = 0;
  for (const [number, about] of parts.entries()) {
    const kept = await loadDraft(authority, about).catch((error) => {
      if (error?.code !== "no-key") throw error;
      closed += 1;
      return null;
    });
    for (const one of kept ? searched(kept.content, text) : []) found.set(one.id, one);
    onFound([...found.values()].sort((a, b) => b.at.localeCompare(a.at)), number + 1, parts.length);
  }
  return { count: found.size, parts: parts.length, closed };
}
