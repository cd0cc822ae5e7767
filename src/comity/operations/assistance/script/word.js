// A Word file of a request: one column, or a table of two with the languages beside each other; right to left by word.

import { archive } from "./archive.js";

const RIGHT_TO_LEFT = ["ar", "fa", "he", "ur", "ps", "ckb", "dv", "sd", "ug", "yi"];
export const isRightToLeft = (language) => RIGHT_TO_LEFT.includes(language.split("-")[0]);
const TAGS = { ar: "ar-SA", en: "en-GB", es: "es-ES", fr: "fr-FR", ru: "ru-RU", zh: "zh-CN" };
const W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const STYLES = { title: "Title", heading: "Heading1", annex: "Heading1", item: "Heading2", fact: "Fact", note: "Note", text: "Normal", quote: "Quote", sign: "Normal" };

// XML has no place for control characters; unpaired halves of letters are replaced.
const clean = (text) => text.toWellFormed?.() ?? text.replace(/[\ud800-\udfff]/gu, "\ufffd");
export const escaped = (text) =>
  // eslint-disable-next-line no-control-regex -- these are the very ones that XML forbids
  clean(String(text)).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

const tongue = (language) => {
  const tag = escaped(TAGS[language] ?? language);
  if (isRightToLeft(language)) return `<w:rtl/><w:lang w:bidi="${tag}"/>`;
  return language.startsWith("zh") ? `<w:lang w:eastAsia="${tag}"/>` : `<w:lang w:val="${tag}"/>`;
};

const paragraph = (style, language, text) => {
  const direction = isRightToLeft(language) ? "<w:bidi/>" : "";
  const lines = text.split(/\r?\n/).map((line) => `<w:t xml:space="preserve">${escaped(line)}</w:t>`).join("<w:br/>");
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/>${direction}</w:pPr><w:r><w:rPr>${tongue(language)}</w:rPr>${lines}</w:r></w:p>`;
};

const paragraphs = (block, language, text) => text.split(/\n{2,}/).map((part) => paragraph(STYLES[block.style], language, part)).join("");

// Width of a page of A4 within its margins, in twentieths of a point.
const WIDTH = 9638;
const cell = (width, span, content) =>
  `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/>${span > 1 ? `<w:gridSpan w:val="${span}"/>` : ""}</w:tcPr>${content}</w:tc>`;

const table = (blocks, languages) => {
  const width = Math.floor(WIDTH / languages.length);
  const rows = blocks.map((block) => {
    const cells = block.whole
      ? cell(WIDTH, languages.length, paragraphs(block, block.whole.language, block.whole.text))
      : languages.map((language) => cell(width, 1, paragraphs(block, language, block.texts[language]))).join("");
    const keep = ["heading", "item", "annex", "title"].includes(block.style) ? "<w:trPr><w:cantSplit/></w:trPr>" : "";
    return `<w:tr>${keep}${cells}</w:tr>`;
  });
  const turned = isRightToLeft(languages[0]) ? "<w:bidiVisual/>" : "";
  const grid = languages.map(() => `<w:gridCol w:w="${width}"/>`).join("");
  return `<w:tbl><w:tblPr>${turned}<w:tblW w:w="${WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${rows.join("")}</w:tbl><w:p/>`;
};

const column = (blocks) =>
  blocks.map((block) => {
    const [[language, text]] = block.whole ? [[block.whole.language, block.whole.text]] : Object.entries(block.texts);
    return paragraphs(block, language, text);
  }).join("");

const body = ({ blocks, languages }) => {
  const content = languages.length > 1 ? table(blocks, languages) : column(blocks);
  const turned = isRightToLeft(languages[0]) ? "<w:bidi/>" : "";
  return `${HEAD}<w:document xmlns:w="${W}" xmlns:r="${R}"><w:body>${content}<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>${turned}</w:sectPr></w:body></w:document>`;
};

const style = (id, name, look, space = "", follows = "Normal") =>
  `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/><w:next w:val="${follows}"/><w:qFormat/><w:pPr>${space}</w:pPr><w:rPr>${look}</w:rPr></w:style>`;
const size = (points) => `<w:sz w:val="${points * 2}"/><w:szCs w:val="${points * 2}"/>`;
const bold = "<w:b/><w:bCs/>";

const styles = () => `${HEAD}<w:styles xmlns:w="${W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="SimSun" w:cs="Times New Roman"/>${size(11)}</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>${[
  style("Title", "Title", bold + size(18), '<w:keepNext/><w:spacing w:before="0" w:after="120"/>'),
  style("Heading1", "heading 1", bold + size(12.5), '<w:keepNext/><w:spacing w:before="280" w:after="60"/><w:outlineLvl w:val="0"/>'),
  style("Heading2", "heading 2", bold + size(11), '<w:keepNext/><w:spacing w:before="160" w:after="60"/><w:outlineLvl w:val="1"/>'),
  style("Fact", "Fact", "", '<w:spacing w:after="40"/>', "Fact"),
  style("Note", "Note", `<w:i/><w:iCs/>${size(9.5)}`),
  style("Quote", "Quote", size(10), '<w:ind w:start="340" w:end="340"/>'),
].join("")}</w:styles>`;

// The number of the page, which Word counts.
const footer = () => `${HEAD}<w:ftr xmlns:w="${W}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>`;

const relations = (...targets) =>
  `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets
    .map(([type, target], place) => `<Relationship Id="rId${place + 1}" Type="${type}" Target="${target}"/>`).join("")}</Relationships>`;

const types = () => {
  const word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
  const part = (name, type) => `<Override PartName="/${name}" ContentType="${type}"/>`;
  return `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part("word/document.xml", `${word}.document.main+xml`)}${part("word/styles.xml", `${word}.styles+xml`)}${part("word/footer1.xml", `${word}.footer+xml`)}${part("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")}</Types>`;
};

// No author and no date of making: what a document tells of itself is only its title and language.
const core = ({ title, languages }) => `${HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escaped(title)}</dc:title><dc:language>${escaped(TAGS[languages[0]] ?? languages[0])}</dc:language></cp:coreProperties>`;

export const word = (arranged) =>
  archive({
    "[Content_Types].xml": types(),
    "_rels/.rels": relations([`${R}/officeDocument`, "word/document.xml"], ["http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"]),
    "word/document.xml": body(arranged),
    "word/_rels/document.xml.rels": relations([`${R}/styles`, "styles.xml"], [`${R}/footer`, "footer1.xml"]),
    "word/styles.xml": styles(),
    "word/footer1.xml": footer(),
    "docProps/core.xml": core(arranged),
  });
