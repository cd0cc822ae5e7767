// What the portal knows, asked through its open interface: treaties, authorities, provisions. Only the question that a
// reader of the legal basis finder would ask is sent, never a word of the request. There is none in the off-line file.

const answer = async (address) => {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  const told = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(told.message ?? String(response.status));
  return told;
};

export const basis = (interfaces, { requesting, requested, measure, offences, years, on, language }) => {
  const asked = new URLSearchParams({ requesting, requested, measure, language });
  if (on) asked.set("on", on);
  if (years) asked.set("years", years);
  for (const one of offences) asked.append("offence", one);
  return answer(`${interfaces}assistance/basis?${asked}`);
};

// What the requested State has told of requests: again only the State, the measures and the treaty go out.
export const needs = (interfaces, { requested, measures, treaty }) => {
  const asked = new URLSearchParams({ requested, treaty });
  for (const one of measures.split(" ")) asked.append("measure", one);
  return answer(`${interfaces}assistance/needs?${asked}`);
};

// The address of a provision or of an article of a treaty as a reader copies it, with or without host and language.
export const addressed = (text) => {
  const path = text.trim().replace(/^https?:\/\/[^/]+/, "").replace(/[?#].*$/, "").replace(/^\/[a-z]{2}(?=\/(laws|treaties)\/)/, "");
  const law = path.match(/^\/laws\/([^/]+)\/([^/]+)\/([^/]+)\/?$/);
  if (law) return { path, ask: `laws/${law[1]}/${law[2]}/provisions/${law[3]}` };
  const treaty = path.match(/^\/treaties\/([^/]+)\/articles\/([^/]+)\/?$/);
  return treaty ? { path, ask: `treaties/${treaty[1]}/articles/${treaty[2]}` } : null;
};

// The title of a law in a language of the request, else in its own.
const titleOf = ({ titles, language, short_title: short, identifier }, languages) =>
  [...languages, language].map((one) => titles.find((title) => title.language === one)?.title).find(Boolean) ?? (short || identifier);

export const provision = async (interfaces, text, languages) => {
  const found = addressed(text);
  if (!found) return null;
  const told = await answer(interfaces + found.ask);
  const source = new URL(found.path, document.baseURI).href;
  const fetched = new Date().toISOString().slice(0, 10);
  if (!told.texts) {
    const law = await answer(interfaces + found.ask.replace(/\/provisions\/.*$/, "")).catch(() => null);
    const name = [told.label, told.heading, law && titleOf(law, languages)].filter(Boolean).join(", ");
    return { name, text: told.body, language: told.language, source, fetched };
  }
  const own = languages.map((language) => told.texts.find((one) => one.language === language)).find(Boolean) ?? told.texts[0];
  return { name: `${told.term.replace(":", " ")} ${told.title}`.trim(), text: (own?.text ?? "").trim(), language: own?.language ?? "en", source, fetched };
};
