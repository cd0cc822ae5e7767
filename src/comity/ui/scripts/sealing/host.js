/* What is asked of the host. It is given sealed bytes and public keys, and nothing else leaves this file. */
import { Refusal } from "./refusal.js";

const BASE = "/sealed/";

/* These addresses are the same in every language: what the host says is asked for in that of the page. */
const inWords = () => ({ "Accept-Language": document.documentElement.lang });
const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

async function asked(path, options) {
  let answer;
  try {
    answer = await fetch(BASE + path, { credentials: "same-origin", cache: "no-store", ...options, headers: { ...inWords(), ...options.headers } });
  } catch (error) {
    throw new Refusal("no-connection", String(error));
  }
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  const refusal = new Refusal("host", told.message ?? String(answer.status));
  refusal.sentence = told.message ?? "";
  refusal.status = answer.status;
  throw refusal;
}

const headers = (type) => ({ "Content-Type": type, "X-CSRFToken": token() });

export const get = async (path) => (await asked(path, {})).json();
export const getBytes = async (path) => new Uint8Array(await (await asked(path, {})).arrayBuffer());
export const post = async (path, body) =>
  (await asked(path, { method: "POST", headers: headers("application/json"), body: JSON.stringify(body) })).json();
export const put = async (path, bytes) =>
  (await asked(path, { method: "POST", headers: headers("application/octet-stream"), body: bytes })).json();
