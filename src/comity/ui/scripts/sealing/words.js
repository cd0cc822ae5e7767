/* An index of words over what an authority has opened: which message has which words. It is plain data, which is sealed
   before it is kept; nothing of it is looked up anywhere but in the browser. */

const ARABIC = { "\u0671": "\u0627", "\u0649": "\u064a", "\u0629": "\u0647", "\u06cc": "\u064a", "\u06a9": "\u0643" };
const ARTICLE = /^(?:[\u0648\u0641\u0628\u0643]?\u0627\u0644|\u0644\u0644)(?=.{3})/;
const HAN = /\p{Script=Han}/u;

/* One writing for what readers take for the same: case, accents and vowel signs, forms of alif, yeh and teh, figures. */
export const folded = (text) =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\p{M}\u0640]/gu, "")
    .replace(/[\u0671\u0649\u0629\u06cc\u06a9]/g, (letter) => ARABIC[letter])
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15));

/* Words as they are looked for: each with the other writings that stand for it. Chinese has no spaces: its signs are
   taken by pairs. */
function groups(text) {
  const found = [];
  for (const [run] of folded(text).matchAll(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu)) {
    if (!HAN.test(run)) {
      const stem = run.replace(ARTICLE, "");
      found.push(stem === run ? [run] : [run, stem]);
      continue;
    }
    const signs = Array.from(run);
    if (signs.length === 1) found.push([run]);
    for (let n = 0; n + 1 < signs.length; n++) found.push([signs[n] + signs[n + 1]]);
  }
  return found;
}

/* What is kept of a text: every word once, in every writing; of Chinese the last sign alone as well, so that each sign
   begins something. */
export function wordsOf(text) {
  const words = new Set(groups(text).flat());
  for (const [run] of folded(text).matchAll(/\p{Script=Han}+/gu)) words.add(Array.from(run).at(-1));
  return [...words];
}

export const emptyIndex = () => ({ version: 1, ids: [], entries: {}, words: {} });

/* Put a message into an index; one that is there stays as it is, since messages do not change. */
export function indexed(index, id, entry, words) {
  if (id in index.entries) return;
  index.entries[id] = entry;
  const number = index.ids.push(id) - 1;
  for (const word of words) (index.words[`=${word}`] ??= []).push(number);
}

/* What two members have added at the same time: everything of both. */
export function joined(ours, theirs) {
  const whole = structuredClone(theirs);
  const words = new Map(ours.ids.map((id) => [id, []]));
  for (const [word, numbers] of Object.entries(ours.words)) {
    for (const number of numbers) words.get(ours.ids[number]).push(word.slice(1));
  }
  for (const id of ours.ids) indexed(whole, id, ours.entries[id], words.get(id));
  return whole;
}

/* The messages of an index that have every word of what is looked for; a word is also found by its beginning. */
export function searched(index, text) {
  let left = null;
  for (const group of groups(text)) {
    const found = new Set();
    for (const [word, numbers] of Object.entries(index.words)) {
      if (group.some((one) => word.startsWith(one, 1))) numbers.forEach((number) => found.add(number));
    }
    left = left ? left.filter((number) => found.has(number)) : [...found];
  }
  return (left ?? []).map((number) => ({ id: index.ids[number], ...index.entries[index.ids[number]] }));
}
