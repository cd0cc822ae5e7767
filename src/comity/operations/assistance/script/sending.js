// The last step: a cleared request is sent sealed to an authority, in one step, and what the other side signs is told.
//
// Whoever hands in a keeper that seals may hand in a sender with it (ui/scripts/exchange/requests.js); without one the
// request travels as a file, and the page says by which channel.

import { conflicts, digest, isCleared, newDraft, now, valueOf, written } from "./draft.js";
import { elementsOf, isWhole, itemsOf, languagesOf } from "./checking.js";
import { needsOf } from "./needing.js";
import { arrange, nameOf, placeName } from "./arranging.js";
import { button, h, loose, notice } from "./marking.js";
import { fileName } from "./keeping.js";
import { word } from "./word.js";

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/* What goes to the other side: the answers as they stand, of what the request holds. Comments, versions, authors and
   what stood there before stay at home. */
export const outgoing = (data, draft) => {
  const elements = new Set(elementsOf(data, draft).map((one) => one.id));
  const languages = new Set(languagesOf(draft));
  // What is only told to who writes stays at home, and so does what another State has told.
  const asked = new Set(needsOf(data, draft).map((one) => one.id));
  const items = new Set(itemsOf(draft).map((one) => one.id));
  const isIn = (key) => {
    const [kind, id, part, language] = key.split(".");
    if (kind === "text") return elements.has(id) && languages.has(part);
    if (["need", "met"].includes(kind) || asked.has(id)) return asked.has(id);
    if (kind === "reason" || kind === "choice") return elements.has(id);
    if (kind === "item") return items.has(id) && (!language || languages.has(language));
    if (kind === "person" || kind === "provision") return Boolean(valueOf(draft, `${kind}.${id}`));
    // Of what the finder was asked they count which offences it is about, and need not the rest.
    return kind !== "asked" || id === "offences";
  };
  const leaves = Object.entries(draft.leaves).filter(([key, one]) => isIn(key) && one.v !== "" && one.v !== false);
  const made = { ...newDraft(), id: draft.id, made_at: draft.made_at };
  for (const [key, one] of leaves) made.leaves[key] = { v: one.v, by: "", at: one.at, sitting: "", was: [], beside: [] };
  if (draft.clearance) made.clearance = { ...draft.clearance, digest: digest(made) };
  return made;
};

/* What stands close together on the page does so in the message: a heading and its text, one fact after another, and
   what is said of one thing that is asked for. */
const HEADINGS = ["heading", "annex", "item"];
const isFact = (one) => one.style === "fact" || one.isField;
const isClose = (before, after) => HEADINGS.includes(before.style) || (isFact(before) && isFact(after));

const read = (blocks, language) =>
  blocks
    .map(({ style, isField, whole, texts }) => ({ style, isField, text: whole ? whole.text : texts[language] }))
    .filter((one) => one.text)
    .reduce((told, one, place, all) => told + (place ? (isClose(all[place - 1], one) ? "\n" : "\n\n") : "") + one.text, "");

/* The words of the message: the request as it is read, one language after the other. */
export const worded = (arranged) => arranged.languages.map((language) => read(arranged.blocks, language)).join("\n\n———\n\n");

const files = (app, arranged) => [
  new File([word(arranged)], fileName(app.draft, "docx"), { type: DOCX }),
  new File([written(outgoing(app.data, app.draft))], fileName(app.draft, "json"), { type: "application/json" }),
];

const begun = ({ data, draft, sender }, entry, isRestricted) =>
  sender.openCase({
    direction: "outgoing", way: "sealed", sent_on: now().slice(0, 10), other_place: valueOf(draft, "requested"), other: entry.to,
    urgency: "normal", level: isRestricted ? "restricted" : "ordinary", envelope: entry.id,
  }, draft.leaves, nameOf(data, draft, languagesOf(draft)[0]));

const send = async (app, { to, name, hasFile, isRestricted }, acted) => {
  const { draft, sender } = app;
  // Broken off before: the same message goes to the same place, so that it arrives once; and what has arrived, although
  // nobody was told any more, is not sent again: only what comes after it is done.
  const left = draft.sent.find((one) => one.to === to && !one.address && one.digest === digest(draft));
  const id = left?.id ?? crypto.randomUUID();
  const isThere = Boolean(left) && (await sender.state(left.thread, left.id)) !== null;
  const arranged = arrange(app.data, draft);
  acted(app.say("sending_now"));
  const before = async (thread) => {
    if (!left) draft.sent.push({ id, at: now(), to, name, thread, digest: digest(draft), address: "" });
    await app.keep();
  };
  if (!isThere) await sender.send({
    to, id, before, thread: left?.thread, about: `request:${draft.id}`, subject: nameOf(app.data, draft, languagesOf(draft)[0], ["requesting", "requested"]),
    body: worded(arranged), files: files(app, arranged), onProgress: () => {},
  });
  const entry = draft.sent.find((one) => one.id === id);
  if (hasFile) entry.address = (await begun(app, entry, isRestricted)) ?? "";
  await app.keep();
  acted(hasFile && !entry.address ? app.say("case_failed") : app.say("sent_now", { name }));
};

const sentBefore = (app, entry) => {
  const told = h("span", { class: "quiet", role: "status" });
  const line = h("li", {}, h("p", {}, app.say("sent_to", { name: entry.name, day: entry.at.slice(0, 10) }), entry.digest !== digest(app.draft) && ` ${app.say("sent_changed")}`),
    h("p", { class: "row" }, told, h("a", { href: app.sender.conversation(entry.thread) }, app.say("conversation")), entry.address && h("a", { href: entry.address }, app.say("case_file"))));
  const said = (found) => {
    entry.isThere = found !== null;
    if (!found) return app.say("not_arrived", { name: entry.name });
    const states = found.signed.map((one) => `${one.label} (${one.at.slice(0, 10)})`).join(", ");
    return states ? app.say("sent_state", { states }) : found.way || app.say("sent_nothing");
  };
  app.sender.state(entry.thread, entry.id).then((receipts) => { told.textContent = said(receipts); }, (error) => { told.textContent = app.sender.why(error); });
  return line;
};

const form = (app, place) => {
  const several = h("select", {}, h("option", { value: "" }, "—"));
  const known = h("p", { class: "quiet" });
  const hasFile = h("input", { type: "checkbox", id: "send-file", checked: true });
  const isRestricted = h("input", { type: "checkbox", id: "send-restricted" });
  const status = h("p", { class: "quiet", role: "status" });
  const none = h("p", { hidden: true }, app.say("nobody_there", { place: placeName(app.data, place, app.language) }), " ",
    h("a", { href: `${app.path}/authorities/?state=${place}` }, app.say("channels")));
  const act = async () => {
    const chosen = several.selectedOptions[0];
    if (!several.value) return several.focus();
    press.disabled = true;
    try {
      await send(app, { to: Number(several.value), name: chosen.textContent, hasFile: hasFile.checked, isRestricted: isRestricted.checked }, (words) => { status.textContent = words; });
      app.redraw("sending");
      app.tell(status.textContent);
    } catch (error) {
      status.textContent = app.say("send_failed", { reason: app.sender.why(error) });
    }
    press.disabled = false;
    return null;
  };
  const press = button(app.say("send"), act);
  const fields = h("div", { class: "stack", hidden: true }, loose("send-to", app.say("to_authority"), several), known,
    h("div", { class: "request-choice" }, hasFile, h("label", { for: "send-file" }, app.say("keep_case"), " ", h("span", { class: "quiet" }, app.say("keep_case_help")))),
    h("div", { class: "request-choice" }, isRestricted, h("label", { for: "send-restricted" }, app.say("keep_restricted"))),
    h("p", {}, press), status);
  app.sender.recipients(place).then((found) => {
    several.append(...found.map((one) => h("option", { value: String(one.id) }, one.name)));
    several.addEventListener("change", () => { known.textContent = found.find((one) => String(one.id) === several.value)?.known ?? ""; });
    fields.hidden = !found.length;
    none.hidden = found.length > 0;
  }, (error) => { status.textContent = app.sender.why(error); none.before(status); });
  return [fields, none];
};

const offered = (app) => {
  const place = valueOf(app.draft, "requested");
  if (!app.interfaces) return h("p", {}, app.say("sending_offline"));
  if (!app.sender) return h("p", {}, app.say("sending_members"), " ", place && h("a", { href: `${app.path}/authorities/?state=${place}` }, app.say("channels")));
  if (!isWhole(app.data, app.draft) || conflicts(app.draft).length || !isCleared(app.draft))
    return notice("", h("p", {}, app.say("sending_cleared"), " ", h("a", { href: "#check" }, app.say("step_check"))));
  if (place && app.draft.sent.some((one) => one.address && one.digest === digest(app.draft))) return h("details", {}, h("summary", {}, app.say("send_elsewhere")), form(app, place));
  return place ? form(app, place) : h("p", {}, app.say("both_states"));
};

export const sending = (app) =>
  h("section", { class: "stack", "aria-labelledby": "sending" }, h("h3", { id: "sending", tabindex: "-1" }, app.say("sending")),
    h("p", { class: "quiet" }, app.say("sending_help")),
    app.sender && app.draft.sent?.length > 0 && h("ul", { class: "plain-list" }, app.draft.sent.map((one) => sentBefore(app, one))),
    offered(app));
