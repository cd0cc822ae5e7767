/* Who does the work of the cipher: workers of the browser's, one for each core; or this very thread, where the page
   names no worker or the browser lets none start. */
import { native } from "./native.js";
import { openedRun, scripted, SEALED_RUN, sealedRun } from "./stream.js";

const MOST = 4;
// Below this a worker is not worth its start.
const SMALL = 4 << 20;
const byScript = { seal: async (run) => sealedRun(scripted, run), open: async (run) => openedRun(scripted, run) };
const here = (cipher, kind) => ({
  ...cipher,
  kind,
  width: 1,
  room: () => new ArrayBuffer(SEALED_RUN),
  keep() {},
  end() {},
});

/* The script of the worker, as the page names it: static files change their names with their content. */
const named = () => globalThis.document?.querySelector("[data-cipher]")?.dataset.cipher;

/* Memory of the size of a run that is used again: fresh memory must be cleared page by page. */
function rooms() {
  const spare = [];
  return {
    room: () => spare.pop() ?? new ArrayBuffer(SEALED_RUN),
    keep: (buffer) => void (buffer.byteLength === SEALED_RUN && spare.push(buffer)),
  };
}

function started(address, { room, keep }) {
  const worker = new Worker(address, { type: "module" });
  const waiting = new Map();
  let last = 0;
  const failed = (error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const ready = new Promise((resolve, reject) => {
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error("no worker"));
      failed(new Error("the worker has stopped"));
    };
    worker.onmessage = ({ data }) => {
      if (data.ready) return resolve(data.ready);
      const { resolve: give, reject: refuse } = waiting.get(data.number);
      waiting.delete(data.number);
      if (data.used) keep(data.used);
      return data.error ? refuse(new Error(data.error)) : give(data.bytes);
    };
  });
  const ask = (isSealing, run) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      const into = room();
      worker.postMessage({ number: last, isSealing, run, room: into }, [run.bytes.buffer, into]);
    });
  return { ready, ask, end: () => worker.terminate() };
}

/* This very thread, with the cipher of the browser itself where it has one. */
async function withoutWorkers() {
  try {
    return here(await native(), "native");
  } catch {
    return here(byScript, "script");
  }
}

/* As many workers as can be used; to be ended when the file is done. What is handed to them is theirs: the bytes are
   empty afterwards. What they give back is handed to `keep` once it is done with. */
export async function hands(size) {
  const address = named();
  if (size < SMALL) return here(byScript, "script");
  if (!address || typeof Worker === "undefined") return withoutWorkers();
  const [several, memory] = [[], rooms()];
  try {
    const count = Math.max(1, Math.min(MOST, navigator.hardwareConcurrency || 1));
    for (let n = 0; n < count; n++) several.push(started(address, memory));
    const kinds = await Promise.all(several.map((one) => one.ready));
    let turn = 0;
    const next = () => several[turn++ % several.length];
    return {
      ...memory,
      kind: kinds.join(),
      width: several.length,
      seal: (run) => next().ask(true, run),
      open: (run) => next().ask(false, run),
      end: () => several.forEach((one) => one.end()),
    };
  } catch {
    for (const one of several) one.end();
    return withoutWorkers();
  }
}

/* What is made of each number, in order, while a few more are made already. */
export async function* inOrder(count, ahead, make) {
  const underWay = [];
  for (let n = 0; n < count; n++) {
    const made = make(n);
    // Whoever takes it hears of a failure; nobody takes those behind one that failed.
    made.catch(() => {});
    underWay.push(made);
    if (underWay.length > ahead) yield await underWay.shift();
  }
  while (underWay.length) yield await underWay.shift();
}
