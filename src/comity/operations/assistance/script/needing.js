// What the requested State has told of requests, as it is kept in the draft and checked one by one.
//
// Each is a leaf `need.ID` of texts: its want, words, codes, and who told it when. It is nobody's text: it has no author,
// and one sitting, so that of two readings the later one stands. What a person answers are leaves of their own:
// `met.ID`, `reason.ID`, and `copies` and `channel` of the whole request. `needs` says what was asked for, and when.

import { isCleared, listed, put, valueOf } from "./draft.js";

const PORTAL = { by: "", sitting: "portal" };
const split = (text) => (text ? text.split(" ") : []);

export const isFormal = (data, draft) => Boolean(data.types[valueOf(draft, "type")]?.formal);

// What has been told for the State, the measures and the treaty that the draft names now.
export const toldOf = (data, draft) => {
  if (!isFormal(data, draft)) return [];
  const place = valueOf(draft, "requested");
  return listed(draft, "need")
    .map((id) => ({ id, ...valueOf(draft, `need.${id}`) }))
    .filter((one) => one.place === place)
    .sort((a, b) => Number(a.rank) - Number(b.rank));
};

export const needsOf = (data, draft) => toldOf(data, draft).filter((one) => !data.told.includes(one.want));

// What can be seen from the request is; for the rest somebody has to say that it is done.
export const isSeen = (need) => ["language", "copies", "channel"].includes(need.want);
export const isMet = (draft, need) => {
  if (need.want === "language") return [valueOf(draft, "first"), valueOf(draft, "second")].some((one) => one && split(need.codes).includes(one));
  if (need.want === "copies") return Number(valueOf(draft, "copies")) >= Number(need.number);
  if (need.want === "channel") return split(need.codes).includes(valueOf(draft, "channel"));
  return valueOf(draft, `met.${need.id}`) === true;
};

const SHORT = 60;
const labelOf = (data, need) => {
  const told = need.words || need.names || need.number;
  const short = told.length > SHORT ? `${told.slice(0, SHORT)}…` : told;
  return Object.fromEntries(Object.entries(data.words[`asks_${need.want}`]).map(([language, word]) => [language, short ? `${word}: ${short}` : word]));
};

// As elements of the last step, so that what is missing is told, counted and left out like everything else.
export const asElements = (data, draft) =>
  needsOf(data, draft).map((one) => ({ ...one, step: "check", kind: "need", need: "mandatory", label: labelOf(data, one) }));

// The question to the portal: a State, measures and a treaty, and not a word of the request.
export const questionOf = (data, draft, measures) => {
  const requested = valueOf(draft, "requested");
  const known = measures.filter((one) => data.measures[one]);
  if (!isFormal(data, draft) || !requested || !known.length) return null;
  return { requested, measures: [...known].sort().join(" "), treaty: (valueOf(draft, "basis") || {}).symbol ?? "" };
};

const isFor = (kept, question) => Object.keys(question).every((key) => kept[key] === question[key]);
export const askedFor = (draft, question) => {
  const kept = valueOf(draft, "needs") || null;
  return kept && isFor(kept, question) ? kept : null;
};

// Asked once for each question, and again on another day; a cleared request is left alone once it has been asked for.
export const isDue = (draft, question, today) => {
  const kept = askedFor(draft, question);
  return !kept || (kept.on !== today && !isCleared(draft));
};

export const keepNeeds = (draft, question, told, origin) => {
  const found = new Set(told.results.map((one) => one.id));
  for (const id of listed(draft, "need")) if (!found.has(id)) put(draft, `need.${id}`, "", PORTAL);
  told.results.forEach((one, rank) => put(draft, `need.${one.id}`, {
    place: question.requested, rank: String(rank), want: one.want, words: one.words, language: one.language, codes: one.codes.join(" "),
    names: one.names.join(", "), number: String(one.number ?? ""), by: one.by, on: one.on, source: new URL(one.address, origin).href,
  }, PORTAL));
  put(draft, "needs", { ...question, on: told.on }, PORTAL);
};
