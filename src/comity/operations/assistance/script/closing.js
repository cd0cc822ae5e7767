// The last pages: what is missing, what colleagues say, who cleared it; then the request as it is read, and its files.

import { authors, changedSince, clear, conflicts, isCleared, keepEdition, mayClear, restoreEdition, valueOf, written } from "./draft.js";
import { isWhole, languagesOf, missing, placeOf, reasonFor, untranslated } from "./checking.js";
import { arrange, say } from "./arranging.js";
import { button, h, loose, notice, quiet, spoken } from "./marking.js";
import { told } from "./meeting.js";
import { isFormal } from "./needing.js";
import { fileName, save } from "./keeping.js";
import { paper } from "./paper.js";
import { sending } from "./sending.js";
import { word } from "./word.js";

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

const jump = (app, step, id, label) => h("a", { href: `#${step}`, on: { click: (event) => { event.preventDefault(); app.go(step, id); } } }, label);

export const missed = (app, several) =>
  h("ul", {}, several.map((one) => h("li", {},
    jump(app, one.step, placeOf(app.data, app.draft, one), one.label[app.language]), " ",
    h("span", { class: "quiet" }, app.say(`need_${one.need}`), reasonFor(app.draft, one.id) && ` · ${app.say("with_reason")}`))));

const stepOf = (app, key) => {
  const [kind, id] = key.split(".");
  if (["met", "copies", "channel"].includes(kind) || valueOf(app.draft, `need.${id}`)) return "check";
  if (["person", "provision", "item"].includes(kind)) return { person: "persons", provision: "offences", item: "asked" }[kind];
  return app.data.elements[id]?.step ?? (["requesting", "requested", "basis", "asked"].includes(kind) ? "parties" : "what");
};

const clearance = (app) => {
  if (isCleared(app.draft)) return notice("", h("p", {}, app.say("state_cleared", { name: app.draft.clearance.by, day: app.draft.clearance.at.slice(0, 10) })));
  const name = h("input", { type: "text", autocomplete: "off" });
  const act = () => {
    // What the requested State asks may have come in since the page was drawn.
    if (!isWhole(app.data, app.draft)) return app.redraw("step-heading");
    if (!mayClear(app.draft, name.value)) return app.tell(app.say("not_author"), name);
    clear(app.draft, name.value);
    app.changed();
    app.tell(app.say("state_cleared", { name: name.value.trim(), day: app.draft.clearance.at.slice(0, 10) }));
    return app.redraw("step-heading");
  };
  const lapsed = app.draft.clearance && notice("warning", h("p", {}, app.say("cleared_before", { name: app.draft.clearance.by })));
  return [lapsed, !isWhole(app.data, app.draft) ? h("p", { class: "quiet" }, app.say("clear_when_whole"))
    : [loose("clearing-officer", app.say("clearing_officer"), name, app.say("clearing_help", { authors: authors(app.draft).join(", ") })), h("p", {}, button(app.say("clear"), act))]];
};

const editions = (app) => {
  const name = h("input", { type: "text", autocomplete: "off" });
  const keep = () => {
    keepEdition(app.draft, name.value.trim() || app.say("edition"), app.who().by);
    app.changed();
    app.redraw("edition-name");
  };
  const restored = (one) => () => { restoreEdition(app.draft, one.id, app.who()); app.changed(); app.tell(app.say("restored", { name: one.name })); app.redraw("step-heading"); };
  return [
    h("ul", { class: "plain-list" }, app.draft.editions.map((one) => h("li", {},
      h("span", {}, h("bdi", {}, one.name), " ", h("span", { class: "quiet" }, h("bdi", {}, one.by), ` · ${one.at.slice(0, 16).replace("T", " ")} · ${app.say("changed_since", { number: String(changedSince(app.draft, one).length) })}`)),
      quiet(app.say("restore"), restored(one))))),
    h("div", { class: "inline-form" }, loose("edition-name", app.say("edition_name"), name), button(app.say("keep_edition"), keep, "button-quiet")),
  ];
};

export const check = (app) => {
  const several = missing(app.data, app.draft);
  const both = conflicts(app.draft);
  const open = app.draft.notes.filter((one) => !one.settled_at);
  const lacks = untranslated(app.data, app.draft);
  const own = { met: "it_is_done", copies: "copies_sent", channel: "channel_taken" };
  const named = (key) => (own[key.split(".")[0]] ? app.say(own[key.split(".")[0]]) : key.startsWith("text.") ? app.data.elements[key.split(".")[1]].label[app.language] : key.startsWith("item.") ? app.data.fields[key.split(".")[2]]?.label[app.language] ?? key : app.say(key.split(".")[0]));
  return [
    several.length ? [h("p", {}, app.say("still_missing")), missed(app, several)] : notice("", h("p", {}, app.say("nothing_missing"))),
    isFormal(app.data, app.draft) && !(valueOf(app.draft, "basis") || {}).symbol && notice("warning", h("p", {}, app.say("no_treaty_named"), " ", jump(app, "parties", "basis-chosen", app.say("basis")))),
    both.length > 0 && [h("h3", {}, app.say("two_texts")), h("ul", {}, both.map((key) => h("li", {}, jump(app, stepOf(app, key), key.startsWith("text.") || key.startsWith("item.") ? key : "", named(key)))))],
    lacks.length > 0 && [h("h3", {}, app.say("lacks_translation")), h("ul", {}, lacks.map((key) => {
      const other = key.replace(/[^.]+$/, languagesOf(app.draft)[1]);
      return h("li", {}, jump(app, stepOf(app, key), other, named(key)));
    }))],
    open.length > 0 && [h("h3", {}, app.say("open_comments")), h("ul", {}, open.map((one) => h("li", {}, jump(app, app.data.elements[one.on]?.step ?? "check", `element.${one.on}`, one.text))))],
    told(app),
    h("h3", {}, app.say("clearing")), clearance(app),
    h("h3", {}, app.say("editions")), editions(app),
  ];
};

// Made where it is asked for; what is loaded for it is large, and the same for everybody.
const pdf = (app, arranged, mark) => {
  const make = async () => {
    made.disabled = true;
    app.tell(app.say("pdf_making"));
    try {
      const bytes = await paper(arranged, app.paper, new Date().toISOString().slice(0, 10), mark);
      save(fileName(app.draft, "pdf"), bytes, "application/pdf");
      app.tell(app.say("pdf_made"));
    } catch (error) {
      console.warn(error);
      app.tell(app.say("pdf_failed"));
    }
    made.disabled = false;
  };
  const made = button(app.say("pdf"), make, "button-quiet");
  return made;
};

const block = ({ style, whole, texts }, languages) => {
  const tag = { title: "h2", heading: "h3", annex: "h3", item: "h4", quote: "blockquote" }[style] ?? "p";
  const made = (language, text) => h(tag, { ...spoken(language), class: `request-${style}` }, text);
  if (whole) return h("div", { class: "request-row" }, made(whole.language, whole.text));
  return h("div", { class: `request-row${languages.length > 1 ? " request-pair" : ""}` }, languages.map((language) => made(language, texts[language])));
};

export const read = (app) => {
  const arranged = arrange(app.data, app.draft);
  const uncleared = isWhole(app.data, app.draft) ? "state_uncleared" : "state_draft";
  const state = isCleared(app.draft) ? null : notice("warning", h("p", {}, app.say(uncleared)));
  const mark = isCleared(app.draft) ? "" : say(app.data, arranged.languages[0], uncleared);
  return [
    h("div", { class: "no-print stack" }, state, h("div", { class: "row" },
      button(app.say("word"), () => save(fileName(app.draft, "docx"), word(arranged), DOCX)),
      app.paper && pdf(app, arranged, mark),
      button(app.say("print"), () => window.print(), "button-quiet"),
      button(app.say("save_file"), () => { save(fileName(app.draft, "json"), written(app.draft), "application/json"); app.newSitting(); }, "button-quiet")),
      h("p", { class: "quiet" }, app.say(app.paper ? "pdf_help" : "archive_help")), sending(app)),
    h("article", { class: "request-document", dir: spoken(arranged.languages[0]).dir, "aria-label": app.say("document") }, arranged.blocks.map((one) => block(one, arranged.languages))),
  ];
};

