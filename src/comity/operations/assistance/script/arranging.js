// The request as it is read: a list of blocks, each with its words in one language or in two beside each other.
// The page, the print and the Word file are all made from it, so that they cannot differ.

import { isCleared, listed, valueOf } from "./draft.js";
import { isRightToLeft } from "./word.js";
import { isMet, needsOf } from "./needing.js";
import { elementsOf, isFilled, isWhole, itemsOf, languagesOf, personName, reasonFor, textKey, typeOf } from "./checking.js";

export const PERSON_FIELDS = ["name", "role", "born", "nationality", "papers", "address", "more"];
export const PROVISION_FIELDS = ["name", "penalty", "text", "language", "source", "fetched"];

const ARABIC = /[\u0590-\u08ff\ufb1d-\ufefc]/;
// Figures and brackets of another script keep their order inside a sentence that runs from right to left.
const marked = (value, language) => (isRightToLeft(language) && !ARABIC.test(value) ? `\u200e${value}\u200e` : value);
export const say = (data, language, key, values = {}) =>
  (data.words[key]?.[language] ?? data.words[key]?.en ?? key)
    .replace(/\{(\w+)\}/g, (whole, name) => (name in values ? marked(values[name], language) : whole));
export const placeName = (data, code, language) => data.places[code]?.[language] ?? data.places[code]?.en ?? code;

export const titleOf = (data, draft, language) => {
  const type = typeOf(data, draft);
  return type ? type.names[language] : say(data, language, "untitled");
};

// What a draft is called in a list of drafts: told by what nobody would call secret between colleagues.
// Who asks knows whom; the other side is told of both States.
export const nameOf = (data, draft, language, states = ["requested"]) => {
  const reference = valueOf(draft, textKey("reference", valueOf(draft, "first"))).split("\n")[0].slice(0, 60);
  const named = states.map((key) => valueOf(draft, key)).filter(Boolean).map((place) => placeName(data, place, language));
  return [titleOf(data, draft, language), named.join(" – "), reference].filter(Boolean).join(" · ");
};

const each = (languages, make) => Object.fromEntries(languages.map((language) => [language, make(language)]));

const personLines = (data, draft, id, language) =>
  PERSON_FIELDS.filter((field) => valueOf(draft, `person.${id}.${field}`))
    .map((field) => `${say(data, language, `person_${field}`)}: ${valueOf(draft, `person.${id}.${field}`)}`)
    .join("\n");

// A text that lacks its second language stands in the first, and says so: a reader must not take it for nothing.
const translated = (data, draft, key, language) => {
  const own = valueOf(draft, `${key}.${language}`).trim();
  const first = valueOf(draft, `${key}.${valueOf(draft, "first")}`).trim();
  return own || (first && `[${say(data, language, "untranslated")}]\n${first}`);
};

const fieldText = (data, draft, item, field, language) => {
  const { kind } = data.fields[field];
  const key = `item.${item}.${field}`;
  if (kind === "words") return translated(data, draft, key, language);
  return kind === "person" ? personName(draft, valueOf(draft, key)) : valueOf(draft, key).trim();
};

const itemBlocks = (data, draft, languages) =>
  itemsOf(draft).flatMap(({ id, measure }, place) => {
    const { needed, more } = data.items[measure];
    const fields = [...needed, ...more].filter((field) => fieldText(data, draft, id, field, languages[0]));
    return [
      { style: "item", texts: each(languages, (language) => `${place + 1}. ${data.measures[measure].names[language]}`) },
      ...fields.map((field) => ({
        style: "text",
        isField: true,
        texts: each(languages, (language) => `${data.fields[field].label[language]}: ${fieldText(data, draft, id, field, language)}`),
      })),
    ];
  });

const contentOf = (data, draft, element, languages) => {
  if (element.kind === "items") return itemBlocks(data, draft, languages);
  if (element.kind === "persons")
    return listed(draft, "person")
      .filter((id) => personName(draft, id))
      .map((id) => ({ style: "text", texts: each(languages, (language) => personLines(data, draft, id, language)) }));
  if (element.kind === "provisions") {
    const lines = (language) => listed(draft, "provision")
      .map((id, place) => [`${place + 1}. ${valueOf(draft, `provision.${id}.name`)}`, valueOf(draft, `provision.${id}.penalty`),
        valueOf(draft, `provision.${id}.text`) && `(${say(data, language, "see_annex")})`].filter(Boolean).join(" — "))
      .join("\n");
    return [{ style: "text", texts: each(languages, lines) }];
  }
  if (element.kind === "choice") return [{ style: "text", texts: each(languages, (language) => say(data, language, `outcome_${valueOf(draft, "choice.outcome")}`)) }];
  return [{ style: "text", texts: each(languages, (language) => translated(data, draft, `text.${element.id}`, language)) }];
};

const elementBlocks = (data, draft, element, languages) => {
  const has = isFilled(data, draft, element) || (element.kind === "items" && itemsOf(draft).length > 0);
  const reason = reasonFor(draft, element.id);
  if (!has && !reason) return [];
  const heading = { style: "heading", texts: each(languages, (language) => element.label[language]) };
  if (has) return [heading, ...contentOf(data, draft, element, languages)];
  return [heading, { style: "note", texts: each(languages, (language) => say(data, language, "left_out_because", { reason })) }];
};

const basisText = (data, draft, language) => {
  const basis = valueOf(draft, "basis") || {};
  if (!basis.symbol) return say(data, language, "no_treaty");
  const title = data.treaties[basis.symbol]?.titles[language] ?? data.treaties[basis.symbol]?.titles.en ?? basis.title ?? basis.symbol;
  return basis.cited ? say(data, language, "under_article", { article: basis.cited, treaty: title }) : title;
};

const headBlocks = (data, draft, languages) => {
  const place = (key) => (language) => placeName(data, valueOf(draft, key), language);
  const line = (label, make) => ({ style: "fact", texts: each(languages, (language) => `${say(data, language, label)}: ${make(language)}`) });
  const state = (language) => {
    if (isCleared(draft)) return say(data, language, "state_cleared", { name: draft.clearance.by, day: draft.clearance.at.slice(0, 10) });
    return say(data, language, isWhole(data, draft) ? "state_uncleared" : "state_draft");
  };
  return [
    { style: "title", texts: each(languages, (language) => titleOf(data, draft, language)) },
    { style: "note", texts: each(languages, state) },
    ...(valueOf(draft, "requesting") ? [line("requesting", place("requesting"))] : []),
    ...(valueOf(draft, "requested") ? [line("requested", place("requested"))] : []),
    line("basis", (language) => basisText(data, draft, language)),
  ];
};

// What a need says besides words: languages, copies, channels, certification.
export const needValue = (data, need, language) => {
  const named = { channel: data.channels, certification: data.certifications }[need.want];
  if (named) return need.codes.split(" ").map((code) => named[code]?.[language] ?? code).join(", ");
  return marked(need.names || need.number, language);
};

const needState = (data, draft, need, language) => {
  const reason = reasonFor(draft, need.id);
  if (!isMet(draft, need)) return reason ? say(data, language, "left_out_because", { reason }) : say(data, language, "asks_open");
  if (need.want === "copies") return say(data, language, "copies_are", { number: valueOf(draft, "copies") });
  return need.want === "channel" ? data.channels[valueOf(draft, "channel")][language] : say(data, language, "asks_done");
};

// What the requested State has told of requests, each in its own words, and what became of it.
const needBlocks = (data, draft, languages) => {
  const several = needsOf(data, draft);
  if (!several.length) return [];
  const place = valueOf(draft, "requested");
  const line = (need, number) => (language) =>
    [`${number}. ${say(data, language, `asks_${need.want}`)}`, needValue(data, need, language), needState(data, draft, need, language)].filter(Boolean).join(" — ");
  const source = (need) => (language) =>
    say(data, language, "told_source", { by: need.by || placeName(data, need.place, language), day: need.on || "—", source: need.source });
  return [
    { style: "heading", texts: each(languages, (language) => say(data, language, "told_heading", { place: placeName(data, place, language) })) },
    ...several.flatMap((need, rank) => [
      { style: "item", texts: each(languages, line(need, rank + 1)) },
      ...(need.words ? [{ style: "quote", whole: { language: need.language || languages[0], text: need.words } }] : []),
      { style: "note", texts: each(languages, source(need)) },
    ]),
  ];
};

// Cited provisions stand in their own language, over both columns, with where and when they were read.
const annexBlocks = (data, draft, languages) => {
  const texts = listed(draft, "provision").filter((id) => valueOf(draft, `provision.${id}.text`).trim());
  if (!texts.length) return [];
  const field = (id, name) => valueOf(draft, `provision.${id}.${name}`);
  return [
    { style: "annex", texts: each(languages, (language) => say(data, language, "annex")) },
    ...texts.flatMap((id) => [
      { style: "item", whole: { language: field(id, "language") || languages[0], text: field(id, "name") } },
      ...(field(id, "source")
        ? [{ style: "note", texts: each(languages, (language) => say(data, language, "read_there", { source: field(id, "source"), day: field(id, "fetched") })) }]
        : []),
      { style: "quote", whole: { language: field(id, "language") || languages[0], text: field(id, "text") } },
    ]),
  ];
};

export const arrange = (data, draft) => {
  const languages = languagesOf(draft).length ? languagesOf(draft) : ["en"];
  return {
    languages,
    title: titleOf(data, draft, languages[0]),
    blocks: [
      ...headBlocks(data, draft, languages),
      ...elementsOf(data, draft).flatMap((element) => elementBlocks(data, draft, element, languages)),
      ...needBlocks(data, draft, languages),
      { style: "sign", texts: each(languages, (language) => say(data, language, "signature")) },
      ...annexBlocks(data, draft, languages),
    ],
  };
};
