// What goes to the other side: the answers as they stand, and nothing that stayed between colleagues.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const at = (name) => import(`${process.env.WRITER_SCRIPT}/${name}.js`);
const data = JSON.parse(readFileSync(process.env.WRITER_DATA, "utf8"));
const draft = await at("draft");
const checking = await at("checking");
const arranging = await at("arranging");
const { outgoing, worded } = await at("sending");

const ama = { by: "Ama", sitting: "1" };
const kofi = { by: "Kofi", sitting: "2" };

function request() {
  const one = draft.newDraft();
  const set = (key, value, who = ama) => draft.put(one, key, value, who);
  for (const [key, value] of Object.entries({ type: "mutual-legal-assistance", first: "en", requesting: "GH", requested: "IT" })) set(key, value);
  set("item.i0", "service");
  set("text.authority.en", "Accra");
  set("text.facts.en", "The first SECRETS of a draft");
  set("text.facts.en", "The facts", kofi);
  for (const { id, need } of checking.elementsOf(data, one)) if (need === "mandatory" && id !== "authority") set(`reason.${id}`, "not known yet");
  // Of another type, of another language, and what a search was made with.
  set("text.warrant.en", "SECRETS of an extradition");
  set("text.facts.fr", "SECRETS in French");
  set("asked.law", "SECRETS");
  set("asked.offences", "corruption");
  draft.addNote(one, "facts", "SECRETS between colleagues", "Ama");
  draft.keepEdition(one, "SECRETS", "Ama");
  one.sent.push({ id: "e1", at: draft.now(), to: 7, name: "SECRETS", thread: "t", digest: "", address: "" });
  assert.equal(draft.clear(one, "Efua"), true);
  return one;
}

test("comments, versions, authors and what stood there before stay at home", () => {
  const sent = draft.written(outgoing(data, request()));
  assert.ok(sent.includes("The facts"));
  for (const kept of ["SECRETS", "Ama", "Kofi", '"by": "A']) assert.ok(!sent.includes(kept), kept);
});

test("of what the finder was asked the other side is told which offences it is about, to count them as we do", () => {
  const { leaves } = outgoing(data, request());
  assert.deepEqual(Object.keys(leaves).filter((key) => key.startsWith("asked.")), ["asked.offences"]);
});

test("the other side's writer opens it, cleared as it was, with the reasons for what is missing", () => {
  const { draft: theirs, fault } = draft.parse(draft.written(outgoing(data, request())));
  assert.equal(fault, undefined);
  assert.equal(draft.isCleared(theirs), true);
  assert.equal(checking.isWhole(data, theirs), true);
  assert.equal(checking.reasonFor(theirs, "purpose"), "not known yet");
  assert.deepEqual(theirs.sent, []);
});

test("the words of the message are the request as it is read, language by language", () => {
  const one = request();
  draft.put(one, "second", "ar", ama);
  const words = worded(arranging.arrange(data, one));
  assert.ok(words.includes("Left out: not known yet"));
  assert.ok(words.indexOf("———") > 0);
  assert.ok(!words.includes("SECRETS of an extradition"));
});

test("what is said of one thing that is asked for stands together", () => {
  const one = request();
  for (const [key, value] of Object.entries({ "item.i1": "bank-records", "item.i1.holder": "First Bank", "item.i1.account": "4471" })) draft.put(one, key, value, ama);
  const item = worded(arranging.arrange(data, one)).split("\n\n").find((part) => part.includes("First Bank"));
  assert.ok(item.endsWith("2. Bank and financial records\nBank, company or provider: First Bank\nAccount or number: 4471"));
});

test("to whom it went is kept when two authors join, and read from a file", () => {
  const one = request();
  const other = structuredClone(one);
  other.sent[0].address = "/en/casework/1/";
  other.sent.push({ id: "e2", at: draft.now(), to: 8, name: "Rome", thread: "u", digest: "", address: "" });
  for (const joined of [draft.join(one, other), draft.join(other, one)]) {
    assert.deepEqual(joined.sent.map((each) => [each.id, each.address]), [["e1", "/en/casework/1/"], ["e2", ""]]);
    assert.deepEqual(draft.parse(draft.written(joined)).draft.sent, joined.sent);
  }
});
