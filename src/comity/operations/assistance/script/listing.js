// What is entered once and used again: persons, provisions, and the items that are asked for.

import { listed, newId, valueOf } from "./draft.js";
import { itemsOf, languagesOf, personName, typeOf } from "./checking.js";
import { PERSON_FIELDS } from "./arranging.js";
import { area, button, choose, h, line, loose, quiet } from "./marking.js";
import { conflictsUnder, examples, texts } from "./asking.js";
import { provision } from "./finding.js";

const card = (app, prefix, title, removal, ...content) =>
  h("fieldset", { class: "card", id: prefix, tabindex: "-1" }, h("legend", {}, title), ...content, conflictsUnder(app, `${prefix}.`),
    h("p", {}, quiet(removal, () => {
      app.put(prefix, valueOf(app.draft, prefix) === true ? false : "");
      app.redraw("step-heading");
    })));

export const added = (app, kind, value = true) => {
  const id = newId();
  app.put(`${kind}.${id}`, value);
  if (kind === "item") app.put(`item.${id}.measure`, value);
  return id;
};

export const persons = (app) => {
  const several = listed(app.draft, "person").map((id, place) =>
    card(app, `person.${id}`, `${app.say("person")} ${place + 1}`, app.say("remove_person"),
      h("div", { class: "two-beside" }, PERSON_FIELDS.filter((one) => one !== "more").map((field) => line(app, `person.${id}.${field}`, app.say(`person_${field}`)))),
      area(app, `person.${id}.more`, app.say("person_more"), { rows: 2 })));
  const add = () => app.redraw(`person.${added(app, "person")}.name`);
  return [...several, h("p", {}, button(app.say("add_person"), add, "button-quiet"))];
};

const fetching = (app) => {
  if (!app.interfaces) return null;
  // Who came from a provision finds its address here, until it has been fetched.
  const input = h("input", { type: "text", dir: "ltr", autocomplete: "off", value: listed(app.draft, "provision").length ? "" : valueOf(app.draft, "asked.law") });
  const fetched = async () => {
    app.tell(app.say("fetching"));
    const found = await provision(app.interfaces, input.value, languagesOf(app.draft)).catch((fault) => ({ fault: fault.message }));
    if (!found || found.fault) return app.tell(found ? `${app.say("not_fetched")} ${found.fault}` : app.say("no_address"), input);
    const id = added(app, "provision");
    for (const [field, value] of Object.entries(found)) app.put(`provision.${id}.${field}`, value ?? "");
    app.tell(app.say("fetched", { name: found.name }));
    return app.redraw(`provision.${id}.name`);
  };
  return h("div", { class: "stack stack-near" }, loose("provision-address", app.say("provision_address"), input, app.say("provision_address_help")),
    h("p", {}, button(app.say("fetch"), fetched, "button-quiet")));
};

export const provisions = (app) => {
  const several = listed(app.draft, "provision").map((id, place) => {
    const key = (field) => `provision.${id}.${field}`;
    const source = valueOf(app.draft, key("source"));
    return card(app, `provision.${id}`, `${app.say("provision")} ${place + 1}`, app.say("remove_provision"),
      line(app, key("name"), app.say("provision_name")), line(app, key("penalty"), app.say("provision_penalty")),
      area(app, key("text"), app.say("provision_text"), { rows: 6, language: valueOf(app.draft, key("language")) }),
      source && h("p", { class: "quiet" }, h("bdi", {}, app.say("read_there", { source, day: valueOf(app.draft, key("fetched")) }))));
  });
  const add = () => app.redraw(`provision.${added(app, "provision")}.name`);
  return [...several, fetching(app), h("p", {}, button(app.say("add_provision"), add, "button-quiet"))];
};

const itemField = (app, id, field, isNeeded) => {
  const { kind, label } = app.data.fields[field];
  const name = isNeeded ? label[app.language] : `${label[app.language]} (${app.say("if_known")})`;
  const key = `item.${id}.${field}`;
  if (kind === "words") return texts(app, key, name, 3);
  if (kind === "line") return line(app, key, name);
  const known = listed(app.draft, "person").map((one) => [one, personName(app.draft, one) || app.say("person")]);
  return choose(app, key, name, known, { help: known.length ? "" : app.say("persons_first") });
};

export const items = (app) => {
  const several = itemsOf(app.draft).map(({ id, measure }, place) => {
    const { needed, more } = app.data.items[measure];
    return card(app, `item.${id}`, `${place + 1}. ${app.data.measures[measure].names[app.language]}`, app.say("remove_item"),
      examples(app, app.data.items[measure]),
      needed.map((field) => itemField(app, id, field, true)), more.map((field) => itemField(app, id, field, false)));
  });
  const choices = typeOf(app.data, app.draft).measures.map((one) => h("option", { value: one }, app.data.measures[one].names[app.language]));
  const select = h("select", {}, choices);
  const add = () => app.redraw(`item.${added(app, "item", select.value)}`);
  return [...several, h("div", { class: "inline-form" }, loose("another-item", app.say("another_item"), select), button(app.say("add_item"), add, "button-quiet"))];
};

// What an item asked for before it was taken out: its fields name it, since one sitting keeps no steps of its own.
const measureOnce = (draft, key) => valueOf(draft, `${key}.measure`);

// A measure that was unticked and is ticked again comes back with all that was written for it.
export const toggleMeasure = (app, measure, isWanted) => {
  const present = itemsOf(app.draft).filter((one) => one.measure === measure);
  if (!isWanted) return present.forEach(({ id }) => app.put(`item.${id}`, ""));
  const gone = Object.keys(app.draft.leaves).find((key) => /^item\.[^.]+$/.test(key) && !valueOf(app.draft, key) && measureOnce(app.draft, key) === measure);
  if (gone) return app.put(gone, measure);
  return present.length || added(app, "item", measure);
};
