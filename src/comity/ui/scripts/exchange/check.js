/* A receipt in a file is checked with nothing but the file: the numbers say whose key it was. */
import { digits } from "../sealing/keys.js";
import { isReceipt } from "../sealing/message.js";
import { find, moment, say } from "./shell.js";

export async function check() {
  find("#receipt").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    const verdict = find("[data-verdict]");
    find("[data-digits]").textContent = "";
    try {
      const told = JSON.parse(await file.text());
      if (!isReceipt(told, told.key)) throw new TypeError("not signed by this key");
      const { act, at, message } = told.statement;
      verdict.textContent = `${say("receipt-good", { who: told.authority })} ${told.label ?? act}, ${moment(at)}, ${message}`;
      find("[data-digits]").textContent = digits(told.key);
    } catch {
      verdict.textContent = say("receipt-bad");
    }
  });
}
