/* One page that stands alone: without a message it makes a key, with one it opens it and writes the answer. It asks
   nobody for anything; its policy sees to that. */
import { digits, fingerprint, suggestedPassphrase } from "../sealing/keys.js";
import { must, Refusal } from "../sealing/refusal.js";
import { answer } from "./answering.js";
import { cardOf, holderFrom, keyFile, newHolder } from "./holder.js";
import { authorOf, carried, opened, plainFile, sealedFile, sealedMessage } from "./reading.js";
import { button, choice, element, field, fileField, heading, keepTyped, paragraph, save } from "./page.js";

const SHORTEST = 16;
const ACTS = ["acknowledged", "question", "part_executed", "executed", "refused"];
let words = {};
let language = "en";
/* What was made or opened stays when another language is chosen. */
const now = { made: null, opened: null };

const say = (name, values = {}) => (words[language][name] ?? words.en[name] ?? name).replace(/%\((\w+)\)s/g, (_whole, key) => `\u2068${values[key] ?? ""}\u2069`);
const why = (error) => {
  if (!(error instanceof Refusal)) console.warn(error);
  return say(words.en[`refused-${error?.code}`] ? `refused-${error.code}` : "refused-unknown");
};

/* Do something that takes a while; what goes wrong is said, and nothing else is shown of it. */
async function busy(form, act) {
  const told = form.querySelector("[role=status]");
  const wrong = form.querySelector("[role=alert]");
  const pressed = [...form.querySelectorAll("button")].filter((one) => !one.disabled);
  for (const one of pressed) one.disabled = true;
  [told.textContent, wrong.textContent] = [say("working"), ""];
  await new Promise((resolve) => setTimeout(resolve, 30));
  try {
    told.textContent = (await act((text) => (told.textContent = text))) ?? "";
  } catch (error) {
    [told.textContent, wrong.textContent] = ["", why(error)];
  } finally {
    for (const one of pressed) one.disabled = false;
  }
}

function form(name, title, parts, label, act) {
  const made = element("form", { class: "stack", method: "dialog", novalidate: "", id: name }, heading(2, title), ...parts, element("p", { role: "status" }), element("p", { role: "alert" }), element("p", {}, element("button", { class: "button", type: "submit" }, label)));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(made, (tell) => act(made, tell));
  });
  return made;
}

const value = (made, name) => made.querySelector(`[name=${name}]`).value.trim();
const bytesOf = async (made, name) => {
  const [file] = made.querySelector(`[name=${name}]`).files;
  return file ? new Uint8Array(await file.arrayBuffer()) : null;
};
const megabytes = (size) => `${(size / 1e6).toFixed(1)} MB`;
const numbers = (key) => element("p", { class: "sealed-digits", dir: "ltr" }, digits(key));

// ---------------------------------------------------------------- a key is made

async function make(made) {
  const passphrase = value(made, "passphrase");
  must(value(made, "name"), "no-name");
  must(passphrase.length >= SHORTEST, "weak");
  must(passphrase === value(made, "again"), "unlike");
  const old = await bytesOf(made, "before");
  const before = old ? await holderFrom(old, value(made, "old")) : null;
  const isHybrid = made.querySelector("[name=hybrid]").checked;
  const holder = await newHolder({ name: value(made, "name"), isHybrid, identity: value(made, "identity"), before });
  now.made = { holder, file: await keyFile(holder, passphrase), card: cardOf(holder, before) };
  draw();
  document.getElementById("made").focus();
}

function maker() {
  return [
    heading(1, say("make-title")),
    paragraph(say("make-lead"), "lead"),
    form(
      "make",
      say("make-key"),
      [
        field({ name: "name", label: say("name"), help: say("name-help") }),
        element("p", { class: "row" }, element("span", {}, say("suggested")), " ", element("output", { dir: "ltr", id: "suggested" }, suggestedPassphrase())),
        field({ name: "passphrase", label: say("passphrase"), type: "password", help: say("passphrase-help") }),
        field({ name: "again", label: say("again"), type: "password" }),
        element("details", {}, element("summary", {}, say("more")), element("div", { class: "stack" },
          element("div", { class: "field" }, element("label", {}, element("input", { type: "checkbox", name: "hybrid" }), " ", say("hybrid"))),
          field({ name: "identity", label: say("identity"), type: "password", help: say("identity-help") }),
          fileField({ name: "before", label: say("before"), help: say("before-help") }),
          field({ name: "old", label: say("old-passphrase"), type: "password" }))),
      ],
      say("make-button"),
      make,
    ),
    ...(now.made ? [ready(now.made)] : []),
  ];
}

function ready({ holder, file, card }) {
  const name = fingerprint(holder.key).slice(0, 8);
  return element("section", { class: "stack", id: "made", tabindex: "-1" },
    heading(2, say("made-title")),
    element("ol", { class: "stack" },
      element("li", {}, say("made-keep"), " ", button(say("save-key"), () => save(new Blob([file]), `key-${name}.age`))),
      element("li", {}, say("made-give"), " ", button(say("save-card"), () => save(new Blob([JSON.stringify(card, null, 2)], { type: "application/json" }), `card-${name}.json`))),
      element("li", {}, say("made-read"), numbers(holder.key))),
    paragraph(say("made-lost"), "quiet"));
}

// ---------------------------------------------------------------- a message is opened

async function open(made, told) {
  now.opened = null;
  document.getElementById("opened")?.remove();
  document.getElementById("answer")?.remove();
  const typed = value(made, "identity");
  const bytes = typed ? new TextEncoder().encode(typed) : await bytesOf(made, "key");
  must(bytes, "no-key-file");
  const holder = await holderFrom(bytes, value(made, "passphrase"));
  const content = await opened(told, holder);
  now.opened = { holder, content, author: authorOf(told, holder), isKept: !typed && Boolean(value(made, "passphrase")) };
  draw();
  document.getElementById("opened").focus();
}

function opener(told) {
  return [
    heading(1, say("open-title")),
    paragraph(say("open-lead", { sender: told.sender, recipient: told.recipient, day: told.envelope.at.slice(0, 10) }), "lead"),
    form(
      "open",
      say("open-key"),
      [
        fileField({ name: "key", label: say("key-file") }),
        field({ name: "passphrase", label: say("passphrase"), type: "password" }),
        element("details", {}, element("summary", {}, say("with-age")), element("div", { class: "stack" }, paragraph(say("with-age-help")),
          field({ name: "identity", label: say("identity"), type: "password" }),
          button(say("save-sealed"), () => save(new Blob([sealedMessage()]), `message-${told.envelope.id.slice(0, 8)}.age`)))),
      ],
      say("open-button"),
      (made) => open(made, told),
    ),
    ...(now.opened ? [message(told, now.opened), answering(told, now.opened)] : []),
  ];
}

function message(told, { holder, content, author, isKept }) {
  const list = content.attachments.map((file) => {
    const box = element("li", { class: "stack" });
    const act = async (tell) => {
      const whole = await plainFile(told, file, holder, (part, size) => tell(say("opening", { part: megabytes(part), whole: megabytes(size) })));
      save(whole, file.name);
    };
    box.append(
      element("p", { class: "row" }, element("bdi", {}, file.name), ` ${megabytes(file.plain_size)}`,
        button(say("save-file"), () => busy(box, act), file.name),
        button(say("save-sealed-file"), () => save(sealedFile(told, file), `${file.id.slice(0, 8)}.age`), file.name)),
      element("p", { role: "status" }), element("p", { role: "alert" }));
    return box;
  });
  return element("article", { class: "stack sealed-message", id: "opened", tabindex: "-1" },
    element("h2", { dir: "auto" }, content.subject || say("no-subject")),
    paragraph(say("signed", { sender: told.sender, at: `${content.at.slice(0, 16).replace("T", " ")} UTC` })),
    numbers(author.key),
    paragraph(say(author.isCompared ? "compared" : "not-compared"), author.isCompared ? "quiet" : "notice-inline"),
    ...(author.isCompared || !isKept ? [] : [button(say("compare"), () => compare(holder, author))]),
    element("div", { class: "sealed-text", dir: "auto" }, content.text),
    ...(list.length ? [heading(3, say("files")), element("ul", {}, ...list)] : []));
}

/* The numbers were compared: the key file keeps them, so that another sender under this name is refused from then on. */
async function compare(holder, author) {
  const made = document.getElementById("open");
  await busy(made, async () => {
    const passphrase = value(made, "passphrase");
    const next = { ...holder, senders: { ...holder.senders, [author.key.owner]: fingerprint(author.key) } };
    const file = await keyFile(next, passphrase);
    now.opened = { ...now.opened, holder: next, author: { ...author, isCompared: true } };
    save(new Blob([file]), `key-${fingerprint(holder.key).slice(0, 8)}.age`);
    draw();
    return say("compared-kept");
  });
}

function answering(told, { holder, content }) {
  const act = async (made, tell) => {
    const said = value(made, "act");
    const acts = [...new Set(["opened", ...(said ? [said] : [])])];
    const files = [...made.querySelector("[name=files]").files];
    const onProgress = (part, whole) => tell(say("sealing", { part: megabytes(part), whole: megabytes(whole) }));
    const whole = await answer({ told, content, holder, acts, words: value(made, "words"), files, onProgress });
    save(whole, `answer-${content.message.slice(0, 8)}.sealed`);
    return say("answered");
  };
  return form(
    "answer",
    say("answer-title"),
    [
      paragraph(say("answer-lead")),
      choice({ name: "act", label: say("act"), options: [["", say("act-opened")], ...ACTS.map((one) => [one, say(`act-${one}`)])] }),
      field({ name: "words", label: say("words"), isLong: true }),
      fileField({ name: "files", label: say("answer-files"), isSeveral: true }),
    ],
    say("answer-button"),
    act,
  );
}

// ---------------------------------------------------------------- the page

function draw() {
  const restore = keepTyped();
  const told = carried();
  const place = document.getElementById("main");
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
  document.title = `${say(told ? "open-title" : "make-title")} · Comity`;
  place.replaceChildren(...(told ? opener(told) : maker()));
  restore();
}

document.addEventListener("DOMContentLoaded", () => {
  words = JSON.parse(document.getElementById("carried-words").textContent);
  const select = document.getElementById("carried-language");
  language = select.value;
  select.addEventListener("change", () => {
    language = select.value;
    draw();
  });
  draw();
});

export { draw };
