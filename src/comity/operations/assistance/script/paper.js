// The request as PDF/A, set in this browser: by the same program and template as the documents of the server, in a
// worker that can reach nobody. What is fetched for it is the same for everybody, and tells nothing of the request.

const LONG = /[!-~\u00c0-\u04ff]{45,}/g;
const JOINS = new Set(["\n", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f"]);
const SPACE = /[\p{Zs}\p{Zl}\p{Zp}\t]/u;
const UNSEEN = /[\p{Cf}\p{Cc}]/u;

// A sign that no typeface has is written by its number, and none that is only seen by its effect; a word that is wider
// than a line breaks somewhere.
const held = (text, signs) =>
  Array.from(text.replace(LONG, (word) => Array.from(word).join("\u200b")), (sign) => {
    if (signs.has(sign.codePointAt(0)) || JOINS.has(sign)) return sign;
    if (SPACE.test(sign)) return " ";
    return UNSEEN.test(sign) ? "" : `[U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`;
  }).join("");

const LEVELS = { heading: 1, annex: 1, item: 2 };

const parts = (style, language, text, signs) => {
  const content = (words) => [{ what: "run", text: held(words, signs), language: "", bold: false, italic: false, quiet: false }];
  if (LEVELS[style]) return [{ what: "heading", level: LEVELS[style], content: content(text.replace(/\s*\n\s*/g, " ")), language }];
  return text.split(/\n{2,}/).map((words) => ({ what: "paragraph", keeps: false, style: style === "note" ? "note" : "body", content: content(words), language }));
};

// Blocks in two languages stand beside each other, row by row; what stands alone goes over both columns.
const blocksOf = ({ blocks, languages }, signs) => {
  const made = [];
  for (const { style, whole, texts } of blocks) {
    if (style === "title") continue;
    if (whole) made.push(...parts(style, whole.language, whole.text, signs));
    else if (languages.length === 1) made.push(...parts(style, languages[0], texts[languages[0]], signs));
    else {
      if (made.at(-1)?.what !== "beside") made.push({ what: "beside", languages, pairs: [] });
      made.at(-1).pairs.push(languages.map((language) => parts(style, language, texts[language], signs)));
    }
  }
  return made;
};

export const documentOf = (arranged, { signs, families }, day, mark = "") => {
  const title = arranged.blocks.find((one) => one.style === "title");
  const [year, month, date] = day.split("-").map(Number);
  return {
    title: held(arranged.languages.map((language) => title.texts[language]).join(" · "), signs),
    // No author and no hour: a file tells of itself what it must, and no more.
    author: "",
    language: arranged.languages[0],
    families,
    made_at: [year, month, date, 0, 0, 0],
    mark: held(mark, signs),
    foot: "",
    blocks: blocksOf(arranged, signs),
  };
};

const unpacked = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  return new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
};

// A line of JSON that says what follows and how long each part is.
export const kit = (buffer) => {
  const bytes = new Uint8Array(buffer);
  const end = bytes.indexOf(10);
  const told = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  let place = end + 1;
  const typefaces = told.sizes.map((size) => bytes.slice(place, (place += size)));
  return { template: told.template, families: told.families, signs: new Set(told.signs), typefaces };
};

export const paper = async (arranged, addresses, day, mark) => {
  const [program, tools] = [await unpacked(addresses.program), kit(await unpacked(addresses.kit))];
  const content = JSON.stringify(documentOf(arranged, tools, day, mark));
  const worker = new Worker(addresses.worker, { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.bytes));
      worker.onerror = () => reject(new Error("no worker"));
      const { template, typefaces } = tools;
      worker.postMessage({ program, template, typefaces, content }, [program, ...typefaces.map((one) => one.buffer)]);
    });
  } finally {
    worker.terminate();
  }
};
