// What is written is kept, joined and cleared: nothing of two authors is lost.
import assert from "node:assert/strict";
import { test } from "node:test";

const at = (name) => import(`${process.env.WRITER_SCRIPT}/${name}.js`);
const draft = await at("draft");

const ama = { by: "Ama", sitting: "1" };
const ben = { by: "Ben", sitting: "2" };
const everything = (one) => {
  const leaves = Object.values(one.leaves).flatMap((leaf) => [leaf, ...leaf.was, ...leaf.beside]);
  return new Set(leaves.map((leaf) => leaf.v).filter((text) => text !== ""));
};
// A clock that never stands still, so that moments can be told apart.
const at_ = Date.prototype.toISOString;
let tick = 0;
Date.prototype.toISOString = function told() { tick += 1; return at_.call(new Date(this.getTime() + tick)); };

test("one sitting of one author is one change, and what another wrote before stays", () => {
  const one = draft.newDraft();
  for (const text of ["H", "He", "Held"]) draft.put(one, "text.facts.en", text, ama);
  assert.deepEqual(one.leaves["text.facts.en"].was, []);
  draft.put(one, "text.facts.en", "Heard", ben);
  assert.deepEqual(one.leaves["text.facts.en"].was.map((each) => each.v), ["Held"]);
  draft.put(one, "text.facts.en", "Heard.", { ...ben, sitting: "3" });
  assert.deepEqual(one.leaves["text.facts.en"].was.map((each) => each.v), ["Held", "Heard"]);
});

test("what one changed and the other did not is simply taken", () => {
  const mine = draft.newDraft();
  draft.put(mine, "text.facts.en", "base", ama);
  draft.put(mine, "text.purpose.en", "base", ama);
  const theirs = draft.parse(draft.written(mine)).draft;
  draft.put(theirs, "text.facts.en", "by Ben", ben);
  draft.put(mine, "text.purpose.en", "by Ama", { ...ama, sitting: "9" });
  const both = draft.join(mine, theirs);
  assert.equal(draft.valueOf(both, "text.facts.en"), "by Ben");
  assert.equal(draft.valueOf(both, "text.purpose.en"), "by Ama");
  assert.deepEqual(draft.conflicts(both), []);
});

test("what both changed stands twice until somebody settles it, and then it stays settled", () => {
  const mine = draft.newDraft();
  draft.put(mine, "text.facts.en", "base", ama);
  const theirs = draft.parse(draft.written(mine)).draft;
  draft.put(theirs, "text.facts.en", "by Ben", ben);
  draft.put(mine, "text.facts.en", "by Ama", { ...ama, sitting: "9" });
  const both = draft.join(mine, theirs);
  assert.deepEqual(draft.conflicts(both), ["text.facts.en"]);
  assert.deepEqual([...everything(both)].sort(), ["base", "by Ama", "by Ben"]);
  draft.settle(both, "text.facts.en", "by both", { by: "Ama", sitting: "10" });
  assert.deepEqual(draft.conflicts(both), []);
  const again = draft.join(both, theirs);
  assert.deepEqual(draft.conflicts(again), []);
  assert.equal(draft.valueOf(again, "text.facts.en"), "by both");
  assert.deepEqual([...everything(again)].sort(), ["base", "by Ama", "by Ben", "by both"]);
});

test("joined in either order, any two drafts hold every text of both, and the same texts", () => {
  // A small generator with a seed: a failure can be repeated.
  let seed = 20260101;
  const chance = (below) => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return (seed >>> 8) % below; };
  const keys = ["text.facts.en", "text.purpose.en", "person.a.name", "item.b.period"];
  for (let round = 0; round < 300; round += 1) {
    let mine = draft.newDraft();
    let theirs = draft.parse(draft.written(mine)).draft;
    const written = new Set();
    let sitting = 0;
    for (let step = 0; step < 12; step += 1) {
      sitting += 1;
      const side = chance(2);
      const text = `${round}-${step}`;
      if (chance(6) === 0) {
        [mine, theirs] = [draft.join(mine, theirs), draft.join(theirs, mine)];
        const told = (one) => keys.map((key) => [draft.valueOf(one, key), (one.leaves[key]?.beside ?? []).map((each) => each.v).sort()]);
        assert.deepEqual(told(mine), told(theirs));
      } else {
        draft.put(side ? mine : theirs, keys[chance(keys.length)], text, { by: side ? "Ama" : "Ben", sitting: String(sitting) });
        written.add(text);
      }
    }
    const [one, other] = [draft.join(mine, theirs), draft.join(theirs, mine)];
    assert.deepEqual(everything(one), written);
    assert.deepEqual(everything(other), written);
    assert.deepEqual(draft.join(one, other).leaves, draft.join(one, one).leaves);
  }
});

test("comments and versions of both are kept, and a settled comment stays settled", () => {
  const mine = draft.newDraft();
  draft.put(mine, "text.facts.en", "first", ama);
  draft.addNote(mine, "facts", "which year?", "Ama");
  const theirs = draft.parse(draft.written(mine)).draft;
  draft.addNote(theirs, "facts", "and where?", "Ben");
  draft.keepEdition(theirs, "for the other side", "Ben");
  mine.notes[0].settled_at = "2026-01-01";
  const both = draft.join(mine, theirs);
  assert.deepEqual(both.notes.map((one) => [one.text, Boolean(one.settled_at)]), [["which year?", true], ["and where?", false]]);
  assert.deepEqual(both.editions.map((one) => one.name), ["for the other side"]);
});

test("a version is gone back to, and what stood there since is kept", () => {
  const one = draft.newDraft();
  draft.put(one, "text.facts.en", "first", ama);
  draft.keepEdition(one, "first", "Ama");
  draft.put(one, "text.facts.en", "second", ben);
  draft.put(one, "text.purpose.en", "added", ben);
  assert.deepEqual(draft.changedSince(one, one.editions[0]).sort(), ["text.facts.en", "text.purpose.en"]);
  draft.restoreEdition(one, one.editions[0].id, ama);
  assert.equal(draft.valueOf(one, "text.facts.en"), "first");
  assert.equal(draft.valueOf(one, "text.purpose.en"), "");
  assert.ok(everything(one).has("second") && everything(one).has("added"));
});

test("whoever wrote a word of it cannot clear it, and a change undoes the clearing", () => {
  const one = draft.newDraft();
  draft.put(one, "text.facts.en", "by Ama", ama);
  draft.put(one, "text.facts.en", "by Ben", ben);
  for (const name of ["Ama", " ben ", "BEN", ""]) assert.equal(draft.clear(one, name), false);
  assert.equal(draft.clear(one, "Chen"), true);
  assert.ok(draft.isCleared(one));
  const copy = draft.parse(draft.written(one)).draft;
  assert.ok(draft.isCleared(copy));
  draft.put(copy, "text.facts.en", "changed", ben);
  assert.equal(draft.isCleared(copy), false);
  draft.put(one, "text.purpose.en", "by Chen", { by: "Chen", sitting: "5" });
  assert.equal(draft.isCleared(one), false);
});

test("a file comes back as it went", () => {
  const one = draft.newDraft();
  draft.put(one, "text.facts.ar", "وقائع \u0000 ‎<b>", ama);
  draft.put(one, "basis", { symbol: "XVIII-14", demands: "content-facts" }, ama);
  assert.deepEqual(draft.parse(draft.written(one)).draft, one);
});

test("a file that is none, is cut, is of another version or holds what no request holds is refused with the reason", () => {
  const whole = draft.newDraft();
  draft.put(whole, "text.facts.en", "text", ama);
  const text = draft.written(whole);
  const changed = (change) => { const one = JSON.parse(text); change(one); return JSON.stringify(one); };
  const cases = [
    ["file_unreadable", ""], ["file_unreadable", text.slice(0, -9)], ["file_other", "{}"], ["file_other", "null"], ["file_other", "[]"],
    ["file_version", changed((one) => { one.version = 2; })],
    ["file_broken", text.replace("text.facts.en", "__proto__")],
    ["file_broken", changed((one) => { one.leaves["text.facts.en"].was = "no list"; })],
    ["file_broken", changed((one) => { one.leaves["text.facts.en"].v = { deep: { deeper: 1 } }; })],
    ["file_broken", changed((one) => { one.leaves["text.facts.en"].v = "x".repeat(400_001); })],
    ["file_broken", changed((one) => { one.notes = [{}]; })],
    ["file_broken", changed((one) => { for (let n = 0; n < 5001; n += 1) one.leaves[`text.a.a${n}`] = { v: "" }; })],
  ];
  for (const [fault, given] of cases) assert.deepEqual(draft.parse(given), { fault });
});

test("what was kept of one sitting earlier is no second text of it", () => {
  const mine = draft.newDraft();
  draft.put(mine, "text.facts.en", "He", ama);
  const kept = structuredClone(mine);
  draft.put(mine, "text.facts.en", "Held", ama);
  for (const joined of [draft.join(mine, kept), draft.join(kept, mine)]) {
    assert.equal(draft.valueOf(joined, "text.facts.en"), "Held");
    assert.deepEqual(draft.conflicts(joined), []);
  }
});
