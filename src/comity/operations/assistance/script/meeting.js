// What the requested State has told of requests, as it is shown in the check: seen by itself, said to be done, or left
// out with a reason that stands in the request.

import { valueOf } from "./draft.js";
import { measuresOf, reasonFor } from "./checking.js";
import { askedFor, isDue, isFormal, isMet, isSeen, keepNeeds, questionOf, toldOf } from "./needing.js";
import { needValue, placeName } from "./arranging.js";
import { area, choose, h, line, notice, quiet, spoken } from "./marking.js";
import { conflict } from "./asking.js";
import { needs } from "./finding.js";

const question = (app) => questionOf(app.data, app.draft, measuresOf(app.data, app.draft));
const today = () => new Date().toISOString().slice(0, 10);

const ask = async (app) => {
  const [draft, asked] = [app.draft, question(app)];
  app.inquiry = JSON.stringify(asked);
  const told = await needs(app.interfaces, asked).catch(() => null);
  if (app.draft?.id !== draft.id || app.inquiry !== JSON.stringify(question(app))) return;
  app.inquiry = "";
  app.isUntold = !told;
  if (told) {
    keepNeeds(app.draft, asked, told, document.baseURI);
    app.changed();
  }
  app.arrived();
};

// The line may be gone: then what was told before stays, and it is asked again with the next step.
export const askWhenDue = (app) => {
  const asked = app.interfaces && app.draft && question(app);
  if (asked && isDue(app.draft, asked, today()) && app.inquiry !== JSON.stringify(asked)) ask(app);
};

const words = (app, one) => {
  const value = needValue(app.data, one, app.language);
  return [value && h("p", {}, value), one.words && h("blockquote", spoken(one.language), one.words)];
};

const source = (app, one) =>
  h("p", { class: "quiet" }, h("bdi", {}, one.by || placeName(app.data, one.place, app.language)), one.on && [" · ", h("bdi", {}, one.on)], " · ",
    app.interfaces ? h("a", { href: one.source, target: "_blank", rel: "noopener" }, app.say("told_there")) : h("bdi", {}, one.source));

const ticked = (app, one) => {
  const key = `met.${one.id}`;
  const change = (event) => { app.put(key, event.target.checked); app.redraw(key); };
  return h("div", { class: "request-choice" }, h("input", { type: "checkbox", id: key, checked: isMet(app.draft, one), on: { change } }),
    h("label", { for: key }, app.say("it_is_done")));
};

const answered = (app, one) => {
  if (!isSeen(one)) return ticked(app, one);
  const [first] = app.draft.leaves.type ? toldOf(app.data, app.draft).filter((each) => each.want === one.want) : [];
  // Two authorities may say how many copies and by which channel: it is asked once.
  if (one.want === "language" || first.id !== one.id) return null;
  if (one.want === "copies") return line(app, "copies", app.say("copies_sent"), { type: "number", redraw: true });
  const channels = Object.entries(app.data.channels).map(([code, names]) => [code, names[app.language]]);
  return choose(app, "channel", app.say("channel_taken"), channels, { redraw: true });
};

const reason = (app, one) => {
  if (isMet(app.draft, one) && !reasonFor(app.draft, one.id)) return null;
  return h("details", { open: app.isPrompted || reasonFor(app.draft, one.id) !== "" }, h("summary", {}, app.say("reason")),
    area(app, `reason.${one.id}`, app.say("reason"), { rows: 2, help: app.say("reason_help") }));
};

const LOOKS = { done: "badge-success", reasoned: "badge-outline", open: "badge-brass" };
const need = (app, one) => {
  const id = `element.${one.id}`;
  const isTold = app.data.told.includes(one.want);
  const state = isMet(app.draft, one) ? "done" : reasonFor(app.draft, one.id) ? "reasoned" : "open";
  return h("section", { class: "request-element stack stack-near", id, tabindex: "-1", "aria-labelledby": `${id}-name` },
    h("h4", { id: `${id}-name` }, app.say(`asks_${one.want}`), " ", !isTold && h("span", { class: `badge ${LOOKS[state]}` }, app.say(`asks_${state}`))),
    words(app, one), source(app, one),
    !isTold && [answered(app, one), ["met", "reason"].map((kind) => conflict(app, `${kind}.${one.id}`)), reason(app, one)]);
};

const state = (app, asked, told) => {
  if (!app.interfaces) return notice("", h("p", {}, app.say(told.length ? "told_kept_offline" : "told_offline")));
  const kept = askedFor(app.draft, asked);
  if (app.isUntold) return notice("warning", h("p", {}, app.say(told.length ? "told_kept" : "told_not_known")));
  if (!kept) return h("p", { role: "status" }, app.say("looking"));
  return h("p", { class: "quiet" }, app.say(told.length ? "told_on" : "told_nothing", { place: placeName(app.data, asked.requested, app.language), day: kept.on }));
};

export const told = (app) => {
  const asked = question(app);
  if (!isFormal(app.data, app.draft) || !asked) return null;
  const several = toldOf(app.data, app.draft);
  const again = () => { app.inquiry = ""; ask(app); };
  return [
    h("h3", { id: "told", tabindex: "-1" }, app.say("told_heading", { place: placeName(app.data, asked.requested, app.language) })),
    h("p", {}, app.say("told_help")), state(app, asked, several),
    app.interfaces && h("p", {}, quiet(app.say("told_again"), again)),
    ["copies", "channel"].map((key) => conflict(app, key)),
    several.map((one) => need(app, one)),
  ];
};
