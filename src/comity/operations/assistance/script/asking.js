// One element of the request as it is asked for: why, how, with examples, what colleagues say, and what two wrote apart.

import { addNote, conflicts, settle, valueOf } from "./draft.js";
import { articlesOf, isFilled, languagesOf, ofTreaty, reasonFor } from "./checking.js";
import { area, choose, h, notice, quiet } from "./marking.js";

const sources = (app, element) => {
  const all = articlesOf(app.data, app.draft, element.id);
  const found = all.slice(0, 6);
  if (!found.length) return null;
  // Without an article of its own in the treaty that is named, what others ask is good practice, and is said to be theirs.
  const { symbol } = valueOf(app.draft, "basis") || {};
  const isTheirs = symbol && !ofTreaty(app.data, all, symbol).length;
  const cited = found.flatMap((one, place) => {
    const text = h("bdi", {}, `${one.symbol} ${one.cited}`);
    const shown = app.interfaces ? h("a", { href: app.path + one.address, target: "_blank", rel: "noopener" }, text) : text;
    return place ? [", ", shown] : [shown];
  });
  return h("p", { class: "quiet" }, `${app.say(isTheirs ? "asked_by_others" : "asked_by")} `, ...cited);
};

export const examples = (app, told) =>
  h("details", {}, h("summary", {}, app.say("examples")),
    h("dl", { class: "facts facts-narrow" },
      h("div", {}, h("dt", {}, app.say("good")), h("dd", {}, told.good[app.language])),
      h("div", {}, h("dt", {}, app.say("bad")), h("dd", {}, told.bad[app.language]))));

const shownValue = (app, value) => (typeof value === "object" && value ? Object.values(value).join(" · ") : String(value || app.say("nothing")));

// Two texts for one place: both are shown whole, and a person says which stands, or lets both stand.
export const conflict = (app, key) => {
  const leaf = app.draft.leaves[key];
  if (!leaf?.beside.length) return null;
  const take = (value) => () => {
    settle(app.draft, key, value, app.who());
    app.changed();
    app.redraw();
  };
  const texts = [leaf, ...leaf.beside];
  const all = texts.every((one) => typeof one.v === "string");
  return notice("warning", h("p", { class: "notice-title" }, app.say("two_texts")),
    ...texts.map((one) => h("div", { class: "stack stack-tight" },
      h("p", { class: "quiet" }, h("bdi", {}, one.by), ` · ${one.at.slice(0, 16).replace("T", " ")}`),
      h("blockquote", { dir: "auto" }, shownValue(app, one.v)),
      h("p", {}, quiet(app.say("take_this"), take(one.v))))),
    all && h("p", {}, quiet(app.say("take_all"), take(texts.map((one) => one.v).filter(Boolean).join("\n\n")))));
};

export const conflictsUnder = (app, prefix) => conflicts(app.draft).filter((key) => key.startsWith(prefix)).map((key) => conflict(app, key));

export const comments = (app, on) => {
  const told = app.draft.notes.filter((one) => one.on === on);
  const open = told.filter((one) => !one.settled_at);
  const id = `comment.${on}`;
  const input = h("textarea", { id, rows: 2, dir: "auto" });
  const add = () => {
    if (!input.value.trim()) return input.focus();
    addNote(app.draft, on, input.value.trim(), app.who().by);
    app.changed();
    app.redraw(id);
  };
  const settled = (one) => () => {
    one.settled_at = new Date().toISOString();
    app.changed();
    app.redraw(id);
  };
  return h("details", { class: "no-print", open: open.length > 0 }, h("summary", {}, app.say("comments", { number: String(open.length) })),
    ...told.map((one) => h("div", { class: "stack stack-tight" },
      h("p", { class: "quiet" }, h("bdi", {}, one.by), ` · ${one.at.slice(0, 16).replace("T", " ")}`, one.settled_at && ` · ${app.say("settled")}`),
      h("p", { dir: "auto" }, one.text),
      !one.settled_at && h("p", {}, quiet(app.say("settle"), settled(one))))),
    h("div", { class: "field" }, h("label", { for: id }, app.say("comment")), input), h("p", {}, quiet(app.say("add_comment"), add)));
};

// Both languages of a text beside each other.
export const texts = (app, key, label, rows = 4) => {
  const languages = languagesOf(app.draft);
  const named = (language) => (languages.length > 1 ? `${label} (${app.data.languages[language]})` : label);
  return h("div", { class: languages.length > 1 ? "two-beside" : "" },
    languages.map((language) => area(app, `${key}.${language}`, named(language), { language, rows })));
};

const reason = (app, element) => {
  if (element.need !== "mandatory" || (isFilled(app.data, app.draft, element) && !reasonFor(app.draft, element.id))) return null;
  return h("details", { open: app.isPrompted || reasonFor(app.draft, element.id) !== "" }, h("summary", {}, app.say("reason")),
    area(app, `reason.${element.id}`, app.say("reason"), { rows: 2, help: app.say("reason_help") }));
};

const NEEDS = { mandatory: "badge-brass", possible: "badge-accent", advised: "badge-outline" };

export const element = (app, one, inner = null) => {
  const id = `element.${one.id}`;
  const own = one.kind === "choice"
    ? choose(app, `choice.${one.id}`, one.label[app.language], one.choices.map((each) => [each, app.say(`outcome_${each}`)]), { redraw: true })
    : texts(app, `text.${one.id}`, one.label[app.language], one.id === "facts" ? 10 : 4);
  return h("section", { class: "request-element stack stack-near", id, tabindex: "-1", "aria-labelledby": `${id}-name` },
    h("h3", { id: `${id}-name` }, one.label[app.language], " ", h("span", { class: `badge ${NEEDS[one.need]}` }, app.say(`need_${one.need}`))),
    h("p", {}, one.guidance[app.language]),
    sources(app, one), examples(app, one),
    inner ?? own,
    ["text", "choice", "reason"].map((kind) => conflictsUnder(app, `${kind}.${one.id}`)),
    reason(app, one), comments(app, one.id));
};

