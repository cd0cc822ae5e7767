/* What a request says of its own file, at either end: from the leaves of its draft (docs/explanation/request-writer.md),
   one's own or as they came sealed from somebody else. */
const LONGEST_LINE = 300;

const plain = (value) => (typeof value === "string" ? value.trim() : "");
const said = (leaves, key) => plain(leaves[key]?.v);
const lineOf = (words) => words.trim().split("\n")[0].slice(0, LONGEST_LINE);
const lineIn = (leaves, id) => lineOf(said(leaves, `text.${id}.${said(leaves, "first")}`));

/* What the host reads of the file, under the names of its form. */
export const clearOf = (leaves) => ({
  type: said(leaves, "type"),
  instrument: plain(leaves.basis?.v?.symbol),
  crime_types: said(leaves, "asked.offences").split(" ").filter(Boolean).map((one) => `crime-types:${one}`),
});

/* The number under which the requesting side keeps the matter. */
export const numberOf = (leaves) => lineIn(leaves, "reference");

/* What is sealed of the file: colleagues find it on the desk by its title. The desk tells the type and the State
   already, so that the title tells which matter it is; subject: what it is called where that is not written. */
export function sealedOf(leaves, subject, isOurs) {
  // The names of a person who was taken out again stay among the leaves of one's own draft.
  const persons = Object.keys(leaves).filter((key) => /^person\.[^.]+$/.test(key) && leaves[key].v).sort();
  return {
    title: lineIn(leaves, "proceeding") || lineOf(subject),
    other: lineIn(leaves, isOurs ? "recipient" : "authority"),
    persons: persons.map((key) => said(leaves, `${key}.name`)).filter(Boolean).join("\n"),
  };
}
