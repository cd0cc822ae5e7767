// Requests as PDF/A, made by the very worker that browsers are served, for Python to look into.
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const { WRITER_SCRIPT, WRITER_DATA, WRITER_OUT, WRITER_ASSETS } = process.env;
const at = (name) => import(`${WRITER_SCRIPT}/${name}.js`);
const data = JSON.parse(readFileSync(WRITER_DATA, "utf8"));
const draft = await at("draft");
const { arrange } = await at("arranging");
const { documentOf, kit } = await at("paper");

const FACTS = {
  ar: "في 12 مارس 2026 حوّلت شركة «الأفق» مبلغ 4,500 يورو (رقم الحساب IT60 X054) إلى حساب لدى Banco Azul.\n\nولا تزال هوية المستفيد مجهولة.",
  en: "On 12 March 2026 the company “Horizon” transferred 4,500 euros (account IT60 X054) to an account with Banco Azul.\n\nWho received it is not known.",
  es: "El 12 de marzo de 2026 la empresa «Horizonte» transfirió 4500 euros a una cuenta del Banco Azul. ¿Quién los recibió?",
  fr: "Le 12 mars 2026, l’entreprise « Horizon » a viré 4 500 euros vers un compte à la Banco Azul. L’œuvre reste à établir.",
  ru: "12 марта 2026 года компания «Горизонт» перевела 4500 евро на счёт в банке Banco Azul. Получатель не установлен.",
  zh: "2026年3月12日，“地平线”公司将4500欧元（账号IT60 X054）转入Banco Azul银行的一个账户。收款人身份不明。",
};
const PROVISIONS = { ar: "يعاقب بالحبس عشر سنوات.", fr: "Est puni de dix ans d’emprisonnement.", zh: "处十年有期徒刑。" };

function request(first, second) {
  const one = draft.newDraft();
  const set = (key, value) => draft.put(one, key, value, { by: "Ama", sitting: "1" });
  for (const [key, value] of Object.entries({ type: "mutual-legal-assistance", first, second, requesting: "IT", requested: "EG" })) set(key, value);
  set("basis", { symbol: "XVIII-14", title: "", cited: "46(3)(f)", demands: "" });
  set("item.i0", "bank-records");
  set("item.i0.account", "IT60 X054 2811 1010");
  for (const language of [first, second].filter(Boolean)) set(`text.facts.${language}`, FACTS[language]);
  set("person.p1", true);
  set("person.p1.name", "Żaneta Źdźbło \u{1F5DD}");
  const [language, text] = Object.entries(PROVISIONS)[first.length % 3];
  set("provision.v1", true);
  set("provision.v1.name", "Code pénal, article 432-11");
  set("provision.v1.text", text);
  set("provision.v1.language", language);
  set("provision.v1.source", "https://host.example/laws/fr/code/art_432-11/");
  set("provision.v1.fetched", "2026-05-01");
  return arrange(data, one);
}

let listener;
let answer;
globalThis.self = { addEventListener: (_, act) => (listener = act), postMessage: (told) => answer(told) };
await import(`${WRITER_OUT}/setting.mjs`);
const program = new Uint8Array(gunzipSync(readFileSync(`${WRITER_ASSETS}/typst.wasm.gz`))).buffer;
const tools = kit(new Uint8Array(gunzipSync(readFileSync(`${WRITER_ASSETS}/typesetting.gz`))).buffer);
const made = (content) =>
  new Promise((resolve) => {
    answer = resolve;
    listener({ data: { program, template: tools.template, typefaces: tools.typefaces, content } });
  });

for (const [first, second] of [["zh", ""], ["ar", "fr"], ["en", "ar"], ["ru", "es"]]) {
  const name = `${WRITER_OUT}/${[first, second].filter(Boolean).join("-")}`;
  const content = JSON.stringify(documentOf(request(first, second), tools, "2026-11-22", "Draft"));
  writeFileSync(`${name}.json`, content);
  const told = await made(content);
  if (told.error) throw new Error(told.error);
  writeFileSync(`${name}.pdf`, told.bytes);
}
const broken = await made("{");
if (!broken.error) throw new Error("a broken document was set");
