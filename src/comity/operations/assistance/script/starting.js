// The first pages: who writes, which draft; what kind of request; and between whom, on which basis, to which authority.

import { isSame, join, newDraft, parse, valueOf, conflicts } from "./draft.js";
import { elementsOf, itemsOf, measuresOf, textKey, typeOf } from "./checking.js";
import { placeName } from "./arranging.js";
import { button, choose, file, h, loose, notice, quiet } from "./marking.js";
import { conflict, conflictsUnder, element } from "./asking.js";
import { added, toggleMeasure } from "./listing.js";
import { basis } from "./finding.js";

const LARGEST = 20_000_000;

const read = async (app, chosen) => {
  const found = chosen.size > LARGEST ? { fault: "file_large" } : parse(await chosen.text());
  if (found.fault) app.tell(app.say(found.fault));
  return found.draft ?? null;
};

const begin = (app) => {
  if (!app.isNamed()) return;
  const { asked } = app;
  app.use(newDraft());
  app.put("first", asked.first ?? app.language);
  for (const key of ["requesting", "requested"]) if (asked[key] && app.data.places[asked[key]]) app.put(key, asked[key]);
  const types = Object.keys(app.data.types);
  const type = types.find((one) => app.data.types[one].own.includes(asked.measure)) ?? types.find((one) => app.data.types[one].measures.includes(asked.measure));
  if (type) {
    app.put("type", type);
    if (app.data.types[type].measures.includes(asked.measure)) added(app, "item", asked.measure);
  }
  for (const key of ["offences", "years", "on", "law"]) if (asked[key]) app.put(`asked.${key}`, asked[key]);
  app.go("what");
  if (asked.measure && valueOf(app.draft, "requesting") && valueOf(app.draft, "requested")) void takeFromFinder(app);
};

const kept = async (app, list) => {
  const drafts = await app.keeper.list();
  const left = app.former?.name === "browser" ? await app.former.list() : [];
  const opened = (id) => async () => app.isNamed() && app.use(await app.keeper.get(id)) && app.go("what");
  const removed = (one) => async () => {
    if (!window.confirm(app.say("remove_sure", { name: one.title }))) return;
    await app.keeper.remove(one.id);
    if (app.draft?.id === one.id) app.use(null);
    app.redraw("step-heading");
  };
  const shown = drafts.sort((a, b) => b.at.localeCompare(a.at)).map((one) =>
    h("li", {}, h("span", {}, h("bdi", {}, one.title), " ", h("span", { class: "quiet" }, one.at.slice(0, 16).replace("T", " "))),
      h("span", { class: "row" }, quiet(app.say("open"), opened(one.id)), quiet(app.say("remove"), removed(one)))));
  list.replaceChildren(...(shown.length ? [h("ul", { class: "plain-list" }, shown)] : [h("p", { class: "quiet" }, app.say("none_kept"))]),
    ...(left.length ? [notice("warning", h("p", {}, app.say("left_in_clear", { number: String(left.length) })),
      h("p", {}, quiet(app.say("move_in"), () => app.moveFormer())))] : []));
};

const fromFile = (app) => async (chosen) => {
  if (!app.isNamed()) return;
  const draft = await read(app, chosen);
  if (!draft) return;
  // The same request may stand here already, written further: then the two are joined, and nothing is lost.
  const here = await app.keeper.get(draft.id);
  app.use(here ? join(here, draft) : draft);
  app.changed();
  app.go(conflicts(app.draft).length ? "check" : "what");
};

const joinFile = (app) => async (chosen) => {
  const theirs = await read(app, chosen);
  if (!theirs) return;
  if (!isSame(app.draft, theirs)) return app.tell(app.say("file_not_same"));
  app.use(join(app.draft, theirs));
  app.changed();
  app.tell(app.say("joined", { number: String(conflicts(app.draft).length) }));
  app.go("check");
};

export const start = (app) => {
  const name = h("input", { type: "text", autocomplete: "name", value: app.name, on: { input: (event) => app.rename(event.target.value) } });
  const list = h("div");
  kept(app, list);
  const { asked } = app;
  const from = asked.measure && asked.requesting && asked.requested && notice("", h("p", {}, app.say("from_finder", {
    first: placeName(app.data, asked.requesting, app.language), second: placeName(app.data, asked.requested, app.language),
    measure: app.data.measures[asked.measure]?.names[app.language] ?? "" })));
  return [
    from,
    notice("", h("p", {}, app.say(app.keeper.name === "passing" ? "kept_nowhere" : app.keeper.name === "browser" ? "kept_here" : "kept_sealed"))),
    loose("your-name", app.say("your_name"), name, app.say("your_name_help")),
    h("p", {}, button(app.say("begin"), () => begin(app))),
    h("h3", {}, app.say("kept")), list,
    file("open-file", app.say("open_file"), fromFile(app), app.say("open_file_help")),
    app.draft && file("join-file", app.say("join_file"), joinFile(app), app.say("join_file_help")),
  ];
};

const types = (app) =>
  h("fieldset", { class: "request-choices" }, h("legend", {}, app.say("which_type")),
    Object.entries(app.data.types).map(([id, one]) =>
      h("div", { class: "request-choice" },
        h("input", { type: "radio", name: "type", id: `type.${id}`, checked: valueOf(app.draft, "type") === id,
          on: { change: () => { app.put("type", id); app.redraw(`type.${id}`); } } }),
        h("label", { for: `type.${id}` }, h("strong", {}, one.names[app.language]), " ", h("span", { class: "quiet" }, one.about[app.language])))));

const measures = (app) => {
  const several = typeOf(app.data, app.draft)?.measures ?? [];
  if (!several.length) return null;
  const chosen = itemsOf(app.draft).map((one) => one.measure);
  return h("fieldset", { class: "request-choices request-measures" }, h("legend", {}, app.say("which_measures")),
    several.map((one) => h("div", { class: "request-choice" },
      h("input", { type: "checkbox", id: `measure.${one}`, checked: chosen.includes(one), on: { change: (event) => toggleMeasure(app, one, event.target.checked) } }),
      h("label", { for: `measure.${one}` }, app.data.measures[one].names[app.language]))));
};

export const what = (app) => {
  const languages = Object.entries(app.data.languages);
  return [types(app), measures(app), conflict(app, "type"),
    h("div", { class: "two-beside" }, choose(app, "first", app.say("first_language"), languages, { empty: "" }),
      choose(app, "second", app.say("second_language"), languages, { empty: app.say("no_second"), help: app.say("second_language_help") }))];
};

// The treaty as it is kept in the draft: what of it the document and the check need, each a text.
const taken = (one) => ({
  symbol: one.symbol, title: one.title, cited: one.articles.map((each) => each.cited).join("; "),
  demands: one.demands.map((each) => each.id).join(" "), on: new Date().toISOString().slice(0, 10),
});

// What the requested State has told of how its authority is asked.
const notified = (app, one) => {
  const languages = one.languages.map((code) => app.data.languages[code] ?? code).join(", ");
  return [languages && `${app.say("languages_accepted")}: ${languages}`, one.urgent && `${app.say("urgent_way")}: ${one.urgent}`]
    .filter(Boolean).map((text) => h("span", { class: "quiet request-doubt", dir: "auto" }, text));
};

const canServe = (one) => ["serves", "perhaps"].includes(one.outcome);

const offered = (app, told) => {
  const serving = told.results.filter(canServe);
  const use = (one) => () => { app.put("basis", taken(one)); app.redraw("basis-chosen"); };
  const addressed = (one) => () => {
    app.put(textKey("recipient", valueOf(app.draft, "first")), one.name);
    app.redraw(textKey("recipient", valueOf(app.draft, "first")));
  };
  return h("div", { class: "stack" }, h("p", {}, told.summary),
    h("ul", { class: "plain-list" }, serving.map((one) => h("li", {},
      h("span", {}, h("a", { href: app.path + one.address, target: "_blank", rel: "noopener" }, one.title), " ",
        h("span", { class: "quiet" }, h("bdi", {}, `${one.symbol} ${one.articles.map((each) => each.cited).join("; ")}`), one.outcome === "perhaps" && ` · ${app.say("may_serve")}`),
        one.doubts.map((each) => h("span", { class: "quiet request-doubt" }, each.sentence))),
      quiet(app.say("use_treaty"), use(one))))),
    h("h3", {}, app.say("whom")),
    told.authority.answers.length
      ? h("ul", { class: "plain-list" }, told.authority.answers.map((one) => h("li", {}, h("span", {}, h("bdi", {}, one.name), " ", h("span", { class: "quiet" }, one.explanation), notified(app, one)), quiet(app.say("use_authority"), addressed(one)))))
      : h("ul", {}, told.authority.remaining.map((one) => h("li", {}, one.advice))));
};

const answerTo = ({ interfaces, data, draft, language }) => basis(interfaces, {
  requesting: valueOf(draft, "requesting"), requested: valueOf(draft, "requested"), language,
  measure: measuresOf(data, draft)[0] ?? "taking-evidence", years: valueOf(draft, "asked.years"), on: valueOf(draft, "asked.on"),
  offences: valueOf(draft, "asked.offences").split(" ").filter(Boolean),
});

// Who comes from the finder was shown there which treaty is closest, or chose one: it stands in the request until it is
// taken out. Without a line the request begins as any other, and the treaty is looked up later.
async function takeFromFinder(app) {
  if (!app.interfaces) return;
  const { draft } = app;
  const told = await answerTo(app).catch(() => null);
  if (!told || app.draft?.id !== draft.id || valueOf(app.draft, "basis")) return;
  const { treaty } = app.asked;
  const one = told.results.filter(canServe).find((each) => (treaty ? each.symbol === treaty : each.outcome === "serves"));
  app.answer = { draft: draft.id, told, closest: one && !treaty ? one.symbol : "" };
  if (one) app.put("basis", taken(one));
  app.arrived();
}

const lookUp = (app, shown) => async () => {
  if (!valueOf(app.draft, "requesting") || !valueOf(app.draft, "requested")) return app.tell(app.say("both_states"));
  app.tell(app.say("looking"));
  const told = await answerTo(app).catch((fault) => ({ fault: fault.message }));
  app.tell(told.fault ? `${app.say("not_found")} ${told.fault}` : app.say("found"));
  if (told.fault) return null;
  app.answer = { draft: app.draft.id, told };
  return shown.replaceChildren(offered(app, told));
};

const chosenBasis = (app) => {
  const told = valueOf(app.draft, "basis") || {};
  const title = told.symbol && (app.data.treaties[told.symbol]?.titles[app.language] ?? told.title ?? told.symbol);
  const clear = () => { app.put("basis", ""); app.redraw("basis-chosen"); };
  const isClosest = title && app.answer?.draft === app.draft.id && app.answer.closest === told.symbol;
  return h("p", { id: "basis-chosen", tabindex: "-1" }, h("strong", {}, `${app.say("basis")}: `),
    title ? [h("bdi", {}, title), " ", h("bdi", { class: "quiet" }, told.cited), " ", isClosest && h("span", { class: "quiet" }, app.say("closest_taken"), " "), quiet(app.say("remove"), clear)] : app.say("no_treaty"));
};

// Without a server the treaty is chosen from those that the file knows, with the articles for the first measure.
const byHand = (app) => {
  const measure = measuresOf(app.data, app.draft)[0];
  const named = Object.entries(app.data.treaties).map(([symbol, one]) => [symbol, one.titles[app.language] ?? one.titles.en]);
  const select = h("select", {}, h("option", { value: "" }, "—"), named.sort((a, b) => a[1].localeCompare(b[1], app.language)).map(([symbol, title]) => h("option", { value: symbol }, title)));
  const use = () => {
    const one = app.data.treaties[select.value];
    if (!one) return select.focus();
    app.put("basis", { symbol: select.value, title: one.titles.en, cited: one.bases[measure] ?? "", demands: one.demands.join(" "), on: "" });
    return app.redraw("basis-chosen");
  };
  return h("details", { open: !app.interfaces }, h("summary", {}, app.say("by_hand")), h("div", { class: "inline-form" }, loose("treaty-by-hand", app.say("treaty"), select), button(app.say("use_treaty"), use, "button-quiet")));
};

export const parties = (app) => {
  const places = Object.entries(app.data.places).map(([code, names]) => [code, names[app.language] ?? names.en]).sort((a, b) => a[1].localeCompare(b[1], app.language));
  const shown = h("div", {}, app.answer?.draft === app.draft.id && offered(app, app.answer.told));
  return [
    h("div", { class: "two-beside" }, choose(app, "requesting", app.say("requesting"), places), choose(app, "requested", app.say("requested"), places)),
    ["requesting", "requested", "basis"].map((key) => conflict(app, key)),
    chosenBasis(app),
    app.interfaces && h("p", {}, button(app.say("look_up"), lookUp(app, shown), "button-quiet")), shown,
    byHand(app), conflictsUnder(app, "asked."),
    elementsOf(app.data, app.draft).filter((one) => one.step === "parties").map((one) => element(app, one)),
  ];
};

