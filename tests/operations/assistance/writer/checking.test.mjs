// What is wanted of a request of each type, what is missing, and what the reader gets.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";

const at = (name) => import(`${process.env.WRITER_SCRIPT}/${name}.js`);
const data = JSON.parse(readFileSync(process.env.WRITER_DATA, "utf8"));
const draft = await at("draft");
const checking = await at("checking");
const arranging = await at("arranging");
const { word } = await at("word");
const { addressed } = await at("finding");

const who = { by: "Ama", sitting: "1" };
const begun = (type, ...measures) => {
  const one = draft.newDraft();
  const set = (key, value) => draft.put(one, key, value, who);
  set("type", type);
  set("first", "en");
  measures.forEach((measure, place) => set(`item.i${place}`, measure));
  return { one, set };
};
const needs = (one) => Object.fromEntries(checking.elementsOf(data, one).map((each) => [each.id, each.need]));
const lacks = (one) => checking.lacking(data, one).map((each) => each.id);

for (const [type, told] of Object.entries(data.types)) {
  test(`an empty ${type} lacks all that is mandatory, and a reason stands for each`, () => {
    const { one, set } = begun(type);
    const mandatory = Object.entries(needs(one)).filter(([, need]) => need === "mandatory").map(([id]) => id);
    assert.deepEqual(new Set(lacks(one)), new Set(mandatory));
    assert.ok(told.mandatory.every((id) => mandatory.includes(id)));
    assert.equal(checking.isWhole(data, one), false);
    for (const id of mandatory) set(`reason.${id}`, "not known yet");
    assert.deepEqual(lacks(one), []);
    assert.equal(checking.isWhole(data, one), true);
    const said = arranging.arrange(data, one).blocks.flatMap((block) => Object.values(block.texts ?? {}));
    assert.equal(said.filter((text) => text === "Left out: not known yet").length, mandatory.length);
  });

  test(`a ${type} that is filled lacks nothing, and is read in every language`, () => {
    const { one, set } = begun(type, ...(told.measures.length ? [told.measures[0]] : []));
    set("second", "ar");
    set("requesting", "GH");
    set("requested", "IT");
    set("choice.outcome", "partly");
    set("person.p1", true);
    set("person.p1.name", "B");
    set("provision.v1", true);
    set("provision.v1.name", "Article 1");
    for (const item of checking.itemsOf(one))
      for (const field of data.items[item.measure].needed) for (const key of checking.fieldKeys(data, one, item.id, field)) set(key, "p1");
    for (const element of checking.elementsOf(data, one))
      if (!element.kind) for (const language of ["en", "ar"]) set(`text.${element.id}.${language}`, `${element.id}-${language}`);
    assert.deepEqual(lacks(one), []);
    assert.deepEqual(checking.untranslated(data, one), []);
    const { blocks } = arranging.arrange(data, one);
    assert.ok(blocks.every((block) => block.whole || (block.texts.en && block.texts.ar)));
    for (const element of checking.elementsOf(data, one)) assert.ok(blocks.some((block) => block.texts?.ar === element.label.ar), element.id);
  });
}

test("the facts are not needed where documents are only served, and are where anything else is asked", () => {
  assert.equal(needs(begun("mutual-legal-assistance", "service").one).facts, "advised");
  assert.equal(needs(begun("mutual-legal-assistance", "service", "bank-records").one).facts, "mandatory");
});

test("what belongs to a measure is wanted with it and not otherwise", () => {
  const plain = needs(begun("mutual-legal-assistance", "bank-records").one);
  assert.deepEqual([plain.property, plain.provisional, plain["custody-consent"]], [undefined, undefined, undefined]);
  const more = needs(begun("mutual-legal-assistance", "freezing", "confiscation", "transfer-in-custody").one);
  assert.deepEqual([more.property, more.provisional, more["custody-consent"], more.order], ["mandatory", "mandatory", "mandatory", "possible"]);
  assert.equal(needs(begun("electronic-evidence", "stored-data").one).follows, undefined);
  assert.equal(needs(begun("electronic-evidence", "data-preservation").one).follows, "mandatory");
});

test("a reply says what was done, what was not, or both", () => {
  const { one, set } = begun("reply");
  for (const [outcome, done, undone] of [["executed", "mandatory", "possible"], ["partly", "mandatory", "mandatory"], ["refused", "possible", "mandatory"]]) {
    set("choice.outcome", outcome);
    assert.deepEqual([needs(one).done, needs(one).undone], [done, undone]);
  }
});

test("an item lacks each field that it needs", () => {
  const { one, set } = begun("mutual-legal-assistance", "bank-records");
  const [item] = checking.itemsOf(one);
  assert.deepEqual(checking.gapsOf(data, one, item), ["holder", "account", "period", "documents", "link"]);
  set("item.i0.holder", "First Bank");
  set("item.i0.documents.en", "statements");
  assert.deepEqual(checking.gapsOf(data, one, item), ["account", "period", "link"]);
});

test("the treaty that was chosen says by which article, and raises what it asks for itself", () => {
  const { one, set } = begun("transfer-of-sentenced-persons");
  assert.equal(needs(one).facts, "advised");
  set("basis", { symbol: "XVIII-14", title: "", cited: "45", demands: "content-facts" });
  assert.equal(needs(one).facts, "mandatory");
  const { one: other, set: put } = begun("mutual-legal-assistance", "bank-records");
  put("basis", { symbol: "XVIII-12", title: "", cited: "18", demands: "" });
  assert.deepEqual(checking.articlesOf(data, other, "purpose").map((each) => each.cited), ["18(15)(f)"]);
  put("basis", { symbol: "XVIII-12-a", title: "", cited: "18", demands: "" });
  assert.deepEqual(checking.articlesOf(data, other, "purpose").map((each) => each.symbol), ["XVIII-12"]);
});

test("a text without its second language is told, and stands in the first with a mark", () => {
  const { one, set } = begun("mutual-legal-assistance");
  set("second", "ar");
  set("text.facts.en", "On 3 May");
  assert.deepEqual(checking.untranslated(data, one), ["text.facts.en"]);
  const found = arranging.arrange(data, one).blocks.find((block) => block.texts?.en === "On 3 May");
  assert.equal(found.texts.ar, "[غير مترجم]\nOn 3 May");
});

test("an address of a provision is known as readers copy it, and nothing else is asked for", () => {
  assert.equal(addressed(" https://host.example/ar/laws/fr/code/art_1/?on=2020#x ").ask, "laws/fr/code/provisions/art_1");
  assert.equal(addressed("/treaties/XVIII-12/articles/18/").ask, "treaties/XVIII-12/articles/18");
  for (const text of ["", "/laws/fr/", "/account/", "https://host.example/evil/laws/a/b/c/", "javascript:alert(1)"]) assert.equal(addressed(text), null);
});

test("Word files are made, for Python to open", () => {
  const { one, set } = begun("mutual-legal-assistance", "bank-records");
  set("second", "ar");
  set("requesting", "GH");
  set("basis", { symbol: "XVIII-14", title: "", cited: "46(3)(f), 46(8)", demands: "" });
  set("text.facts.en", "A & B <c> \u0007 paid\n\nthen left \ud800.");
  set("text.facts.ar", "دفع (أ) ثم غادر.");
  set("item.i0.account", "4471");
  set("provision.v1", true);
  set("provision.v1.name", "Code pénal, article 432-11");
  set("provision.v1.text", "Est puni de dix ans");
  set("provision.v1.language", "fr");
  set("provision.v1.source", "https://host.example/laws/fr/code/art_432-11/");
  set("provision.v1.fetched", "2026-05-01");
  writeFileSync(`${process.env.WRITER_OUT}/two.docx`, word(arranging.arrange(data, one)));
  set("first", "ar");
  set("second", "");
  writeFileSync(`${process.env.WRITER_OUT}/arabic.docx`, word(arranging.arrange(data, one)));
});
