// What the requested State has told of requests: kept in the draft, checked one by one, told in the document.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const at = (name) => import(`${process.env.WRITER_SCRIPT}/${name}.js`);
const data = JSON.parse(readFileSync(process.env.WRITER_DATA, "utf8"));
const draft = await at("draft");
const checking = await at("checking");
const needing = await at("needing");
const { arrange } = await at("arranging");
const { outgoing } = await at("sending");

const ama = { by: "Ama", sitting: "1" };
const SOURCE = { by: "Ministry of Justice", on: "2026-03-01", address: "/requirements/r1/" };
const told = (id, want, more = {}) => ({ id, want, asked: true, words: "", language: "", codes: [], names: [], number: null, ...SOURCE, ...more });
const ANSWER = {
  on: "2026-11-22",
  results: [
    told("r1-language", "language", { codes: ["it", "fr"], names: ["Italiano", "Français"] }),
    told("r1-copies", "copies", { number: 2 }),
    told("r1-certification", "certification", { codes: ["apostille"] }),
    told("a1-channel", "channel", { codes: ["diplomatic", "email"] }),
    told("r1-content-x", "content", { words: "Un certificato di cittadinanza", language: "it" }),
    told("r1-advice", "advice", { words: "Chiamateci prima.", language: "it", asked: false }),
  ],
};
const QUESTION = { requested: "IT", measures: "bank-records", treaty: "XVIII-14" };

const begun = () => {
  const one = draft.newDraft();
  const set = (key, value, who = ama) => draft.put(one, key, value, who);
  for (const [key, value] of Object.entries({ type: "mutual-legal-assistance", first: "en", requesting: "GH", requested: "IT" })) set(key, value);
  set("item.i0", "bank-records");
  set("basis", { symbol: "XVIII-14", title: "", cited: "", demands: "" });
  for (const { id, need } of checking.elementsOf(data, one)) if (need === "mandatory") set(`reason.${id}`, "not known yet");
  return { one, set };
};
const keep = (one, answer = ANSWER) => needing.keepNeeds(one, QUESTION, answer, "https://host.example/en/assistance/writer/");
const lacks = (one) => checking.lacking(data, one).map((each) => each.id);
const measures = (one) => checking.measuresOf(data, one);
const said = (one, language = "en") => arrange(data, one).blocks.map((each) => each.whole?.text ?? each.texts[language]);

test("the question names the State, the measures and the treaty, and no word of the request", () => {
  const { one } = begun();
  assert.deepEqual(needing.questionOf(data, one, measures(one)), QUESTION);
  draft.put(one, "type", "reply", ama);
  assert.equal(needing.questionOf(data, one, ["bank-records"]), null);
});

test("each is asked: what the request shows is seen, the rest is done or left out with a reason", () => {
  const { one, set } = begun();
  assert.equal(checking.isWhole(data, one), true);
  keep(one);
  assert.deepEqual(lacks(one), ["r1-language", "r1-copies", "r1-certification", "a1-channel", "r1-content-x"]);
  assert.deepEqual(checking.missing(data, one, "check").map((each) => each.id), lacks(one));
  set("second", "fr");
  set("copies", "1");
  assert.deepEqual(lacks(one)[0], "r1-copies");
  set("copies", "2");
  set("channel", "post");
  assert.deepEqual(lacks(one), ["r1-certification", "a1-channel", "r1-content-x"]);
  set("channel", "email");
  set("met.r1-certification", true);
  assert.deepEqual(lacks(one), ["r1-content-x"]);
  assert.equal(draft.isCleared(one), false);
  set("reason.r1-content-x", "The person is stateless");
  assert.equal(checking.isWhole(data, one), true);
});

test("the document says each with its source, what became of it, and the reason", () => {
  const { one, set } = begun();
  keep(one);
  set("second", "ar");
  set("met.r1-certification", true);
  set("reason.r1-content-x", "The person is stateless");
  const text = said(one).join("\n");
  for (const words of ["What Italy has told of requests", "Certification — Apostille — done", "Number of copies — 2 — not yet checked", "Un certificato di cittadinanza",
    "Left out: The person is stateless", "Told by Ministry of Justice, 2026-03-01: https://host.example/requirements/r1/", "Diplomatic channel, E-mail"])
    assert.ok(text.includes(words), words);
  assert.ok(!text.includes("Chiamateci"));
  assert.ok(said(one, "ar").join("\n").includes("عدد النسخ"));
  assert.ok(arrange(data, one).blocks.every((each) => each.whole || (each.texts.en && each.texts.ar)));
});

test("what another State has told is not asked, and stays in the draft", () => {
  const { one, set } = begun();
  keep(one);
  set("requested", "FR");
  assert.deepEqual(lacks(one), []);
  assert.equal(said(one).some((text) => text.includes("certificato")), false);
  set("requested", "IT");
  assert.equal(lacks(one).length, 5);
});

test("what is told no more is asked no more, and new words are not taken for those that were ticked", () => {
  const { one, set } = begun();
  keep(one);
  set("met.r1-content-x", true);
  const changed = { ...ANSWER, results: [told("r1-content-y", "content", { words: "Two certificates" })] };
  keep(one, changed);
  assert.deepEqual(lacks(one), ["r1-content-y"]);
});

test("two readings of the portal join without a conflict, and answers of both authors are kept", () => {
  const { one } = begun();
  keep(one);
  const other = draft.parse(draft.written(one)).draft;
  keep(other, { on: "2026-11-23", results: ANSWER.results.map((each) => ({ ...each, on: "2026-11-23" })) });
  draft.put(one, "met.r1-certification", true, ama);
  draft.put(other, "copies", "2", { by: "Ben", sitting: "2" });
  for (const both of [draft.join(one, other), draft.join(other, one)]) {
    assert.deepEqual(draft.conflicts(both), []);
    assert.deepEqual(lacks(both), ["r1-language", "a1-channel", "r1-content-x"]);
    assert.deepEqual(draft.authors(both).sort(), ["Ama", "Ben"]);
  }
});

test("it is asked once for a question, again on another day, and never again of a cleared request", () => {
  const { one, set } = begun();
  assert.ok(needing.isDue(one, QUESTION, "2026-11-22"));
  keep(one, { on: "2026-11-22", results: [] });
  assert.equal(needing.isDue(one, QUESTION, "2026-11-22"), false);
  assert.ok(needing.isDue(one, QUESTION, "2026-11-23"));
  assert.ok(needing.isDue(one, { ...QUESTION, treaty: "" }, "2026-11-22"));
  assert.ok(draft.clear(one, "Efua"));
  assert.equal(needing.isDue(one, QUESTION, "2026-11-23"), false);
  set("copies", "");
  assert.ok(draft.isCleared(one));
});

test("a request that was cleared off line stays cleared where the State has told nothing, and else lapses", () => {
  const { one } = begun();
  assert.ok(draft.clear(one, "Efua"));
  assert.ok(needing.isDue(one, QUESTION, "2026-11-22"));
  keep(one, { on: "2026-11-22", results: [] });
  assert.ok(draft.isCleared(one));
  keep(one);
  assert.equal(draft.isCleared(one), false);
});

test("a file goes and comes with what was told; a file of before opens, and lacks nothing by it", () => {
  const { one, set } = begun();
  const before = JSON.parse(draft.written(one));
  assert.equal(before.version, 1);
  assert.deepEqual(lacks(draft.parse(JSON.stringify(before)).draft), []);
  keep(one);
  set("met.r1-certification", true);
  const again = draft.parse(draft.written(one)).draft;
  assert.deepEqual(again.leaves, one.leaves);
  assert.deepEqual(lacks(again), lacks(one));
});

test("the other side gets what was asked and answered, and not what was only advice to the writer", () => {
  const { one, set } = begun();
  keep(one);
  set("reason.r1-content-x", "The person is stateless");
  const sent = outgoing(data, one);
  assert.ok(sent.leaves["need.r1-content-x"] && sent.leaves["reason.r1-content-x"]);
  assert.equal(sent.leaves["need.r1-advice"], undefined);
  assert.deepEqual(lacks(sent), lacks(one));
});
