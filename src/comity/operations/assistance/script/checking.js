// Which elements a request has, how strongly each is wanted and by which article, and what is still missing.

import { listed, valueOf } from "./draft.js";
import { asElements, isMet } from "./needing.js";

export const STEPS = ["parties", "persons", "facts", "offences", "asked", "conditions"];
export const languagesOf = (draft) => [valueOf(draft, "first"), valueOf(draft, "second")].filter(Boolean);
export const typeOf = (data, draft) => data.types[valueOf(draft, "type")];
export const itemsOf = (draft) => listed(draft, "item").map((id) => ({ id, measure: valueOf(draft, `item.${id}`) }));

// For what the request is made: the measures of its items, or what the whole type is.
export const measuresOf = (data, draft) => {
  const items = [...new Set(itemsOf(draft).map((one) => one.measure))];
  return items.length ? items : (typeOf(data, draft)?.own ?? []);
};

const meets = (several, measures, outcome) => several.some((one) => measures.includes(one) || one === outcome);

export const elementsOf = (data, draft) => {
  const type = typeOf(data, draft);
  if (!type) return [];
  const measures = measuresOf(data, draft);
  const outcome = valueOf(draft, "choice.outcome");
  const asked = new Set((valueOf(draft, "basis") || {}).demands?.split(" ") ?? []);
  const need = (id, given) => {
    if (type.when[id] && meets(type.when[id], measures, outcome)) return "mandatory";
    if (type.unless[id] && measures.length && measures.every((one) => type.unless[id].includes(one))) return "advised";
    // The treaty that was chosen asks for it, where the type by itself only advises it.
    if (given === "advised" && data.elements[id].terms.some((term) => term.startsWith("content-") && asked.has(term))) return "mandatory";
    return given;
  };
  return ["mandatory", "possible", "advised"]
    .flatMap((given) => type[given].map((id) => ({ id, ...data.elements[id], need: need(id, given) })))
    .filter((one) => !type.only[one.id] || meets(type.only[one.id], measures, outcome))
    .sort((a, b) => STEPS.indexOf(a.step) - STEPS.indexOf(b.step) || data.order.indexOf(a.id) - data.order.indexOf(b.id));
};

export const stepsOf = (data, draft) => {
  const steps = new Set(elementsOf(data, draft).map((one) => one.step));
  return STEPS.filter((one) => steps.has(one));
};

// Those of a treaty, and of the convention that it is a protocol to.
export const ofTreaty = (data, articles, symbol) =>
  articles.filter((one) => one.symbol === symbol || one.symbol === data.treaties[symbol]?.convention);

// The articles that ask for an element: those of the treaty that was chosen; of every treaty where it has none.
export const articlesOf = (data, draft, element) => {
  const type = typeOf(data, draft);
  const kinds = new Set(measuresOf(data, draft).flatMap((one) => data.measures[one]?.kinds ?? []).concat(type?.kinds ?? []));
  const symbol = (valueOf(draft, "basis") || {}).symbol;
  const known = data.elements[element].articles.filter((one) => !one.kinds.length || one.kinds.includes("*") || one.kinds.some((kind) => kinds.has(kind)));
  const own = ofTreaty(data, known, symbol);
  return own.length ? own : known;
};

const isSaid = (draft, key) => String(valueOf(draft, key)).trim() !== "";
export const textKey = (id, language) => `text.${id}.${language}`;
export const personName = (draft, id) => valueOf(draft, `person.${id}.name`).trim();

export const fieldKeys = (data, draft, item, field) =>
  data.fields[field].kind === "words" ? languagesOf(draft).map((language) => `item.${item}.${field}.${language}`) : [`item.${item}.${field}`];

export const gapsOf = (data, draft, item) =>
  data.items[item.measure].needed.filter((field) => !isSaid(draft, fieldKeys(data, draft, item.id, field)[0]));

// The States stand beside the authorities, and a request lacks its authority as long as it lacks the State.
const STATES = { authority: "requesting", recipient: "requested" };
const lacksState = (draft, element) => STATES[element.id] && !isSaid(draft, STATES[element.id]);

export const isFilled = (data, draft, element) => {
  if (lacksState(draft, element)) return false;
  if (element.kind === "persons") return listed(draft, "person").some((id) => personName(draft, id));
  if (element.kind === "provisions") return listed(draft, "provision").some((id) => isSaid(draft, `provision.${id}.name`));
  if (element.kind === "items") return itemsOf(draft).length > 0 && itemsOf(draft).every((one) => !gapsOf(data, draft, one).length);
  if (element.kind === "choice") return isSaid(draft, `choice.${element.id}`);
  return isSaid(draft, textKey(element.id, valueOf(draft, "first")));
};

export const reasonFor = (draft, id) => valueOf(draft, `reason.${id}`).trim();

// Where a reader goes to fill it: the first field of the element, or the first gap of an item.
export const placeOf = (data, draft, element) => {
  if (element.kind === "items") {
    const item = itemsOf(draft).find((one) => gapsOf(data, draft, one).length);
    if (item) return fieldKeys(data, draft, item.id, gapsOf(data, draft, item)[0])[0];
  }
  if (lacksState(draft, element)) return STATES[element.id];
  if (element.kind === "choice") return `choice.${element.id}`;
  if (element.kind) return `element.${element.id}`;
  return textKey(element.id, valueOf(draft, "first"));
};

// What is not there: first of what every such request holds, then of what the requested State has told.
export const missing = (data, draft, step = "") => [
  ...elementsOf(data, draft).filter((one) => one.need !== "advised" && !isFilled(data, draft, one)),
  ...asElements(data, draft).filter((one) => !isMet(draft, one)),
].filter((one) => !step || one.step === step);

// What keeps it from being a whole request: mandatory, not there, and no reason is written.
export const lacking = (data, draft) => missing(data, draft).filter((one) => one.need === "mandatory" && !reasonFor(draft, one.id));

export const untranslated = (data, draft) => {
  const [first, second] = languagesOf(draft);
  if (!second) return [];
  const ends = (key) => key.endsWith(`.${first}`) && /^(text|item)\./.test(key);
  const here = new Set(elementsOf(data, draft).map((one) => one.id));
  return Object.keys(draft.leaves).filter((key) => ends(key) && isSaid(draft, key)
    && (key.startsWith("item.") ? valueOf(draft, key.split(".").slice(0, 2).join(".")) : here.has(key.split(".")[1]))
    && !isSaid(draft, key.slice(0, -first.length) + second));
};

export const isWhole = (data, draft) => Boolean(typeOf(data, draft)) && languagesOf(draft).length > 0 && !lacking(data, draft).length;
