/* A worker that sets a PDF and can do nothing else: its policy lets it ask nobody for anything. It is handed all that it
   needs, the program that sets included, and gives back the file. */
import { initSync, TypstCompilerBuilder } from "@myriaddreamin/typst-ts-web-compiler/pkg/typst_ts_web_compiler.mjs";
import { archived } from "./archived.js";

// With words of what went wrong, and where.
const TOLD = 2;

/* Typst makes its stand-ins for files and packages from texts of script, which the policy of workers forbids. Here one
   stand-in is for all: there are none. */
const none = () => {
  throw new Error("there are no files and no packages");
};
function standIn() {
  return none;
}
standIn.prototype = globalThis.Function.prototype;

async function made({ program, template, typefaces, content }) {
  globalThis.Function = standIn;
  initSync({ module: program });
  const builder = new TypstCompilerBuilder();
  builder.set_dummy_access_model();
  for (const typeface of typefaces) await builder.add_raw_font(typeface);
  const compiler = await builder.build();
  compiler.add_source("/document.typ", template);
  const told = compiler.compile("/document.typ", [["document", content]], "pdf", TOLD);
  if (!told.result) throw new Error(JSON.stringify(told.diagnostics ?? told));
  return archived(told.result);
}

self.addEventListener("message", ({ data }) => {
  made(data).then(
    (bytes) => self.postMessage({ bytes }, [bytes.buffer]),
    (error) => self.postMessage({ error: String(error) }),
  );
});
