/* A worker that seals and opens runs of chunks, and can do nothing else: its policy lets it ask nobody for anything
   (comity.project.middleware). What it is sent and sends back stays in the browser. */
import { compiled } from "./compiled.js";
import { openedRun, scripted, sealedRun } from "./stream.js";

const started = compiled().catch(() => scripted);

self.addEventListener("message", async ({ data: { number, isSealing, run, room } }) => {
  try {
    const bytes = (isSealing ? sealedRun : openedRun)(await started, run, room);
    self.postMessage({ number, bytes, used: run.bytes.buffer }, [bytes.buffer, run.bytes.buffer]);
  } catch (error) {
    self.postMessage({ number, error: String(error) });
  }
});

void started.then((cipher) => self.postMessage({ ready: cipher === scripted ? "script" : "compiled" }));
