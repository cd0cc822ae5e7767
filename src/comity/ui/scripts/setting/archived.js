/* The mark of a PDF/A-2a. What it promises is there already: typefaces, colours by profile, tags, language, metadata.
   The mark itself is added as PDF foresees: a changed object behind the end, with a table that names it. */

const PART = "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>";
const SPACE = ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"';

const letters = (bytes) => {
  let text = "";
  for (let place = 0; place < bytes.length; place += 0x8000) text += String.fromCharCode(...bytes.subarray(place, place + 0x8000));
  return text;
};
const bytesOf = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function found(pattern, text, what) {
  const one = pattern.exec(text);
  if (!one) throw new Error(`no ${what} in the file`);
  return one;
}

/* Raises where the file is not as its program writes it: without the mark it is not given out at all. */
export function archived(bytes) {
  const text = letters(bytes);
  const trailer = found(/trailer\s*<<([\s\S]*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*$/, text, "trailer");
  const root = found(/\/Root (\d+) 0 R/, trailer[1], "root")[1];
  const catalogue = found(new RegExp(`\\n${root} 0 obj\\s([\\s\\S]*?)\\nendobj`), text, "catalogue")[1];
  const number = found(/\/Metadata (\d+) 0 R/, catalogue, "metadata")[1];
  const old = found(new RegExp(`\\n${number} 0 obj\\s([\\s\\S]*?)stream\\r?\\n([\\s\\S]*?)\\r?\\nendstream`), text, "metadata");
  if (old[1].includes("/Filter")) throw new Error("the metadata are packed");
  const told = old[2].replace(/<rdf:Description rdf:about=""/, (begin) => begin + SPACE).replace("</rdf:Description>", `${PART}</rdf:Description>`);
  if (!told.includes(SPACE) || !told.includes(PART)) throw new Error("the metadata cannot be marked");
  const begin = text.endsWith("\n") ? text : `${text}\n`;
  const object = `${number} 0 obj\n<<\n  /Type /Metadata\n  /Subtype /XML\n  /Length ${told.length}\n>>\nstream\n${told}\nendstream\nendobj\n`;
  const table = `xref\n${number} 1\n${String(begin.length).padStart(10, "0")} 00000 n \n`;
  const end = `trailer\n<<${trailer[1].trimEnd()}\n  /Prev ${trailer[2]}\n>>\nstartxref\n${begin.length + object.length}\n%%EOF\n`;
  return bytesOf(begin + object + table + end);
}
