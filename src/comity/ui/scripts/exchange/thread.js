/* A conversation: each envelope is opened here, and shown when it is whole, signed, and in its place. */
import { get } from "../sealing/host.js";
import { remember } from "../sealing/indexing.js";
import { fingerprint } from "../sealing/keys.js";
import { isReceipt } from "../sealing/message.js";
import { must } from "../sealing/refusal.js";
import { contextOf, isUnsaid, openAttachment, opened, sign } from "./reading.js";
import { busy, button, element, find, moment, onItsWay, page, say, show, why, withKey } from "./shell.js";
import { answering, knownAs } from "./writing.js";

const SEVERAL_TIMES = new Set(["question", "part_executed"]);

export async function thread() {
  await withKey(async (me) => {
    must(me, "no-own-key");
    const parties = await shown(me);
    await answering(me, page.dataset.thread, parties, () => shown(me));
  });
}

async function shown(me) {
  const told = await get(`threads/${page.dataset.thread}`);
  const names = new Map(told.parties.map((one) => [one.id, one.name]));
  const context = { ...(await contextOf(me, told)), names, opened: [] };
  const { mine } = context;
  const place = find("[data-messages]");
  place.replaceChildren();
  delete place.dataset.remembered;
  if (!told.envelopes.length) place.append(element("p", { class: "quiet" }, say("remains")));
  for (const envelope of told.envelopes) place.append(await message(envelope, context));
  // Reading does not wait for it, and what cannot be remembered now is when it is next opened.
  // `data-remembered` says that it is done: whoever leaves before finds these messages when they were opened again.
  if (mine?.secret) remember(mine, context.opened).then(() => (place.dataset.remembered = ""), (error) => console.warn(error));
  const others = told.parties.filter((one) => one.id !== mine?.id).map((one) => context.authorities.get(one.id));
  find("[data-recipient]").replaceChildren(...others.filter((one) => one?.key).map((one) => knownAs(one)));
  return told.parties.map((one) => one.id);
}

async function message(envelope, context) {
  const view = find("[data-message]").content.firstElementChild.cloneNode(true);
  const sender = Number(envelope.sender.split(":")[1]);
  find("[data-from]", view).textContent = say("from", { name: context.names.get(sender) });
  if (envelope.by) find("[data-by]", view).textContent = envelope.by;
  else find("[data-by]", view).remove();
  find("[data-at]", view).textContent = moment(envelope.at);
  receipts(view, envelope, context);
  if (envelope.carried) {
    find("[data-carried] a", view).href = envelope.carried;
    show(find("[data-carried]", view));
  }
  try {
    const content = await opened(envelope, context);
    const subject = find("[data-subject]", view);
    subject.textContent = content.subject;
    subject.hidden = !content.subject;
    find("[data-text]", view).textContent = content.text;
    files(view, content, envelope, context);
    context.opened.push(toRemember(content, envelope, context.mine));
    await acknowledge(view, envelope, context, sender);
  } catch (error) {
    for (const part of ["subject", "text", "files"]) find(`[data-${part}]`, view).replaceChildren();
    find("[data-subject]", view).hidden = true;
    find("[data-refusal]", view).textContent = why(error);
  }
  return view;
}

/* What is found again by its words: those of the message, and the names of its files. */
function toRemember(content, envelope, mine) {
  const own = new Set(mine.secrets.map((one) => fingerprint(one.key)));
  const ours = [...content.to, content.from].find((one) => own.has(one.key));
  const text = [content.text, ...content.attachments.map((one) => one.name)].join("\n");
  return { id: envelope.id, key: ours?.key, thread: envelope.thread, at: envelope.at, from: envelope.sender.split(":")[1], subject: content.subject, text };
}

// ---------------------------------------------------------------- receipts

function receipts(view, envelope, context) {
  const told = [
    ...(envelope.delivered ?? []).map((one) => ({ at: one.statement.at, line: delivered(one, envelope) })),
    ...envelope.receipts.map((one) => ({ at: one.statement.at, line: acted(one, envelope, context) })),
  ];
  // As it happened, whoever signed it: an installation writes a moment otherwise than a browser does.
  told.sort((a, b) => new Date(a.at) - new Date(b.at));
  const ways = (envelope.ways ?? []).map((one) => element("li", {}, onItsWay(one)));
  find("[data-receipts]", view).replaceChildren(...told.map((one) => one.line), ...ways);
}

/* What an authority has signed of a message. */
function acted(one, envelope, { known, names }) {
  const key = known.get(one.statement.by.key);
  const isGood = key && key.owner === one.statement.by.owner && isReceipt(one, key) && one.statement.digest === envelope.digest;
  const who = names.get(one.organisation);
  const line = element("li", {}, isGood ? say("receipt", { what: one.label, who, at: moment(one.statement.at) }) : say("receipt-bad"));
  if (isGood) line.append(" ", button(say("download"), () => saved(one, key, who)));
  return line;
}

/* What another installation, or this one, has signed: that it has the message, or why it does not take it. */
function delivered({ statement, signature, signing, title, label }, envelope) {
  const told = { statement, signature, label };
  const isGood = isReceipt(told, { signing }) && statement.message === envelope.id && statement.sealed === envelope.digest;
  const line = element("li", {}, isGood ? say("receipt", { what: label, who: title, at: moment(statement.at) }) : say("receipt-bad"));
  if (isGood) line.append(" ", button(say("download"), () => saved(told, { signing }, title)));
  return line;
}

/* A receipt with the key that signed it: all that anybody needs to check it. */
function saved({ statement, signature, label }, key, authority) {
  const { recipient, recipient_pq, signing } = key;
  const content = { statement, signature, key: { recipient, recipient_pq, signing }, authority, label };
  offer(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }), `${statement.act}-${statement.message}.json`);
}

async function acknowledge(view, envelope, context, sender) {
  const { mine } = context;
  if (!mine?.secret) return;
  const isOurs = sender === mine.id;
  const said = async (act) => {
    const told = await sign(act, envelope, context);
    if (!envelope.receipts.some((one) => one.signature === told.signature)) envelope.receipts.push(told);
    receipts(view, envelope, context);
    offerActs();
  };
  const choice = find("[data-act]", view);
  // What was said already is not offered again, but for what can happen several times.
  const offerActs = () => {
    const was = new Set(envelope.receipts.filter((one) => one.organisation === mine.id && !SEVERAL_TIMES.has(one.act)).map((one) => one.act));
    const left = [...find(`[data-acts=${isOurs ? "sender" : "receiver"}]`).options].filter((one) => !was.has(one.value));
    // Nothing is preselected: what is signed cannot be taken back.
    choice.replaceChildren(element("option", { value: "" }, "—"), ...left.map((one) => one.cloneNode(true)));
    show(find("[data-say]", view), left.length > 0);
  };
  if (isUnsaid(envelope, context)) await said("opened");
  choice.id = `act-${envelope.id}`;
  find("[data-say-label]", view).setAttribute("for", choice.id);
  const press = find("[data-sign]", view);
  press.addEventListener("click", () => (choice.value ? busy(press, () => said(choice.value)) : choice.focus()));
  offerActs();
}

// ---------------------------------------------------------------- files

function files(view, content, envelope, { mine }) {
  const list = find("[data-files]", view);
  for (const file of content.attachments) {
    const progress = element("span", { role: "status" });
    const open = button(say("save", { name: file.name }), async () => {
      await save(file, envelope, mine.secrets, (part, whole) => {
        progress.textContent = say("opening", { part: `${(part / 1e6).toFixed(1)} MB`, whole: `${(whole / 1e6).toFixed(1)} MB` });
      });
      progress.textContent = "";
    });
    list.append(element("li", {}, open, " ", progress));
  }
}

/* The file is opened into the browser's own store and offered when it is whole, so that a large one is not in memory. */
async function save(file, envelope, secrets, onProgress) {
  const root = await navigator.storage.getDirectory();
  const name = `opened-${file.id}`;
  const handle = await root.getFileHandle(name, { create: true });
  const stream = await handle.createWritable();
  try {
    await openAttachment(file, envelope, secrets, (bytes) => stream.write(bytes), onProgress);
    await stream.close();
  } catch (error) {
    await stream.abort().catch(() => null);
    await root.removeEntry(name).catch(() => null);
    throw error;
  }
  offer(await handle.getFile(), file.name);
  // The browser copies it away; what was opened does not stay here.
  setTimeout(() => root.removeEntry(name).catch(() => null), 60_000);
}

function offer(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = element("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

