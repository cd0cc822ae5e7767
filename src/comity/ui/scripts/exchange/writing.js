/* A message is written, its files are sealed and sent, then the message that names them. */
import { base64 } from "../sealing/bytes.js";
import { loadDraft, open, removeDraft, saveDraft, seal } from "../sealing/desk.js";
import { begin, fromState, PIECE, sealFile, stateOf } from "../sealing/files.js";
import { fromBase64 } from "../sealing/bytes.js";
import { get, post, put } from "../sealing/host.js";
import { digits, recipientsOf } from "../sealing/keys.js";
import { compared } from "../sealing/log.js";
import { compose } from "../sealing/message.js";
import { must, Refusal } from "../sealing/refusal.js";
import { button, busy, directory, element, find, on, say, show, tell, withKey } from "./shell.js";

const TRIES = 6;
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/* The numbers of a key and how well it is known, with the button that says that they were compared. */
export function knownAs(authority, after) {
  const told = element("p", { class: "quiet" }, say(authority.reason ?? `knowledge-${authority.knowledge}`));
  const box = element("div", {}, element("p", { class: "sealed-digits", dir: "ltr" }, digits(authority.key)), told);
  if (authority.knowledge !== "compared") {
    const asked = button(say("compare"), () => {
      compared(authority.key);
      after?.();
      told.textContent = say("knowledge-compared");
      // What is done is not offered again; whoever is on the button goes on from the words that tell of it.
      asked.remove();
      told.tabIndex = -1;
      told.focus();
    });
    box.append(asked);
  }
  return box;
}

// ---------------------------------------------------------------- files

const UNSENT = "comity-unsent";
const unsent = () => JSON.parse(localStorage.getItem(UNSENT) ?? "{}");
const keepUnsent = (several) => localStorage.setItem(UNSENT, JSON.stringify(several));

/* What is needed to go on with a file whose sending broke off, sealed to the authority's own key. */
async function begun(authority, file, recipients) {
  // The size of pieces too: what was begun with other pieces cannot go on.
  const name = `${file.name}:${file.size}:${file.lastModified}:${recipients.join(",").length}:${PIECE}`;
  for (const [id, one] of Object.entries(unsent())) {
    const kept = one.authority === authority ? await open(authority, fromBase64(one.sealed)).catch(() => null) : null;
    if (kept?.name !== name || kept.recipients !== recipients.join(",")) continue;
    // The host keeps what was broken off for a week.
    const isThere = await get(`attachments/${id}`).then(() => true, (error) => error.status !== 404);
    if (isThere) return { id, file: fromState(kept.state), name };
    forget([id]);
  }
  const [id, fresh] = [crypto.randomUUID(), await begin(recipients)];
  await post("attachments", { id, authority });
  const kept = { name, recipients: recipients.join(","), state: stateOf(fresh) };
  keepUnsent({ ...unsent(), [id]: { authority, sealed: base64(await seal(authority, kept)) } });
  return { id, file: fresh, name };
}

async function bring(id, number, bytes, digest) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await put(`attachments/${id}/${number}?digest=${digest}`, bytes);
    } catch (error) {
      if (error.code !== "no-connection" || attempt === TRIES) throw error;
      await wait(250 * 2 ** attempt);
    }
  }
}

/* Seal a file and send it, from where it broke off; what the message says of it. */
export async function sendFile(authority, file, recipients, onProgress) {
  const { id, file: state } = await begun(authority, file, recipients);
  const there = await get(`attachments/${id}`);
  const sent = await sealFile(file, state, (number, bytes, digest) => bring(id, number, bytes, digest), {
    sent: there.pieces,
    onProgress,
  });
  if (!there.whole) await post(`attachments/${id}/done`, { digest: sent.digest, size: sent.size });
  return { id, name: file.name, type: file.type, plain_size: file.size, size: sent.size, digest: sent.digest };
}

const forget = (ids) => keepUnsent(Object.fromEntries(Object.entries(unsent()).filter(([id]) => !ids.includes(id))));

// ---------------------------------------------------------------- a message

const megabytes = (size) => `${(size / 1e6).toFixed(1)} MB`;

/* Sent again after a broken connection the very same envelope is there once. */
async function handIn(path, envelope) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await post(path, envelope);
    } catch (error) {
      if (error.code !== "no-connection" || attempt === TRIES) throw error;
      await wait(250 * 2 ** attempt);
    }
  }
}

/* Seal a message with its files and send it; `place()` gives the conversation. What is `about` is sealed as well.
   `before(thread)` is waited for when all is ready to be handed in, under the key `id`. */
export async function deliver(me, { from, to, subject, body, files, place, onProgress, id = crypto.randomUUID(), about = "", before = null }) {
  must(to.length, "choose");
  const own = me.authorities.get(from);
  must(own?.secret, "locked");
  if (!subject && !body) throw new Refusal("empty");
  // Asked anew for each message: a key that was changed a minute ago is not sealed to any more.
  const { head, heads, authorities } = await directory();
  const keys = to.map((id) => authorities.get(id)?.key);
  must(keys.every(Boolean), "nobody");
  for (const id of to) must(authorities.get(id).knowledge !== "doubted", authorities.get(id).reason);
  // What leaves in a file nobody can stop any more: its numbers were compared in this browser as well.
  for (const [n, key] of keys.entries()) must(!key.owner.startsWith("correspondent:") || authorities.get(to[n]).knowledge === "compared", "compare-first");
  const sender = authorities.get(from).key;
  const attachments = [];
  for (const file of files) {
    attachments.push(await sendFile(from, file, recipientsOf([...keys, sender]), onProgress));
  }
  const thread = await place();
  const message = { secret: own.secret, from: sender, to: keys, thread, id, subject, body, attachments, head, heads, about };
  const { sealed, digest, keys: named } = await compose(message);
  await before?.(thread);
  await handIn(`threads/${thread}/envelopes`, {
    id,
    from,
    sealed: base64(sealed),
    digest,
    keys: named,
    attachments: attachments.map((one) => one.id),
  });
  forget(attachments.map((one) => one.id));
  return thread;
}

/* Messages that were handed in and of which no answer came: by what was written to whom. */
const unanswered = new Map();

/* Whether the host has a message of which it was not told that it is there. */
const isThere = async (thread, id) => Boolean(thread) && (await get(`threads/${thread}`)).envelopes.some((one) => one.id === id);

/* Seal what is written in a form and send it. */
async function send(form, me, { from, to, place }) {
  const field = (name) => find(`[name=${name}]`, form);
  const progress = find("[data-progress]", form);
  const files = [...field("files").files].map((one) => [one.name, one.size, one.lastModified]);
  const written = JSON.stringify([from, to, field("subject").value.trim(), field("body").value.trim(), files]);
  const left = unanswered.get(written);
  if (left && (await isThere(left.thread, left.id))) return unanswered.delete(written), left.thread;
  // The same key again: should the first come after all, the host takes one of them.
  const id = left?.id ?? crypto.randomUUID();
  const thread = await deliver(me, {
    id,
    before: async (there) => void unanswered.set(written, { id, thread: there }),
    from,
    to,
    place,
    subject: field("subject").value.trim(),
    body: field("body").value.trim(),
    files: field("files").files,
    onProgress: (part, whole) => (progress.textContent = say("sealing", { part: megabytes(part), whole: megabytes(whole) })),
  });
  unanswered.delete(written);
  progress.textContent = "";
  return thread;
}

/* Drafts: kept sealed under a name that says nothing, one for each page. */
async function drafts(form, authority, about) {
  const field = (name) => find(`[name=${name}]`, form);
  let revision = 0;
  const kept = await loadDraft(authority(), about).catch(() => null);
  if (kept) {
    revision = kept.revision;
    field("subject").value = kept.content.subject;
    field("body").value = kept.content.body;
  }
  const keep = find("[data-keep]", form);
  keep.addEventListener("click", () =>
    busy(keep, async () => {
      const content = { subject: field("subject").value, body: field("body").value };
      revision = await saveDraft(authority(), about, content, revision);
      return say("kept");
    }),
  );
  return async () => {
    if (revision) await removeDraft(authority(), about).catch(() => null);
    revision = 0;
  };
}

async function sayUnsent(form, authority) {
  const names = [];
  for (const one of Object.values(unsent())) {
    const kept = one.authority === authority ? await open(authority, fromBase64(one.sealed)).catch(() => null) : null;
    if (kept) names.push(kept.name.split(":")[0]);
  }
  find("[data-resume]", form).textContent = names.map((name) => say("resume", { name })).join(" ");
}

export async function fresh() {
  const form = find("[data-compose]");
  await withKey(async (me) => {
    must(me, "no-own-key");
    const [from, to] = [find("#from"), find("#to")];
    let { authorities } = await directory();
    const recipient = () => {
      const chosen = authorities.get(Number(to.value));
      find("[data-recipient]").replaceChildren(...(chosen?.key ? [knownAs(chosen)] : []));
    };
    to.addEventListener("change", recipient);
    recipient();
    const remove = await drafts(form, () => Number(from.value), `new:${me.person}`);
    await sayUnsent(form, Number(from.value));
    // Once begun the conversation is the same, also when the message is sent a second time.
    let begunThread = null;
    on(form, async () => {
      const ids = { from: Number(from.value), to: to.value ? [Number(to.value)] : [] };
      const place = async () => (begunThread ??= (await post("threads", ids)).id);
      const thread = await send(form, me, { ...ids, place });
      await remove();
      tell(say("sent"));
      location.assign(location.pathname.replace(/new\/$/, `${thread}/`));
    });
    // Not before it is listened to: a draft that comes later would overwrite what was typed.
    show(form);
  });
}

/* The form under a conversation. */
export async function answering(me, thread, parties, after) {
  const form = find("[data-compose]");
  const from = find("#from", form);
  const others = () => parties.filter((id) => id !== Number(from.value));
  const remove = await drafts(form, () => Number(from.value), `answer:${thread}:${me.person}`);
  await sayUnsent(form, Number(from.value));
  on(form, async () => {
    await send(form, me, { from: Number(from.value), to: others(), place: async () => thread });
    await remove();
    form.reset();
    await after();
    return say("sent");
  });
  show(find("[data-answer]"));
}
