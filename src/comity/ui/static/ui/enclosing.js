/* Files of a section are sent one by one, as soon as they are chosen, with how far each is; what breaks off is tried
   again, and holds up nothing else. Every page works without this file: then the button of the section sends them. */
(() => {
  "use strict";

  const form = document.querySelector("[data-answering]");
  if (!form) return;

  const words = form.dataset;
  const first = 3000;
  const longest = 60000;
  const attempt = (work, otherwise) => {
    try {
      return work();
    } catch {
      return otherwise;
    }
  };
  const field = (name) => form.elements.namedItem(name).value;
  const waiting = [];
  let isBusy = false;

  // A page holds a lock for as long as it is open, so that others of the same device know whether it still sends.
  // Browsers have locks where the portal is served with HTTPS; elsewhere what a page sends counts as not sent.
  const here = String(Math.random()).slice(2);
  const lockOf = (page) => `comity-sends:${page}`;
  navigator.locks?.request(lockOf(here), () => new Promise(() => {}));

  // Names of files that were chosen and not yet sent: a device may keep these, and never the files themselves.
  const keyOf = (code) => `comity-draft:${words.response}:${words.person}:${code}`;
  const noted = (code) => attempt(() => JSON.parse(localStorage.getItem(keyOf(code)))?.files ?? [], []);
  const write = (code, files) =>
    attempt(() => {
      if (files.length) localStorage.setItem(keyOf(code), JSON.stringify({ section: words.part, files, at: Date.now() }));
      else localStorage.removeItem(keyOf(code));
    });
  const note = (code) => {
    const own = waiting.filter((one) => one.code === code).map((one) => ({ name: one.file.name, page: here }));
    write(code, [...noted(code).filter((one) => one.page !== here), ...own]);
  };
  const isOf = (one, other) => one.name === other.name && one.page === other.page;
  const isNoted = (code, entry) => noted(code).some((one) => isOf(one, entry));
  const forget = (code, entry) =>
    write(
      code,
      noted(code).filter((one) => !isOf(one, entry)),
    );

  const line = (input, name) => {
    const made = document.createElement("li");
    const told = document.createElement("span");
    const called = document.createElement("bdi");
    called.textContent = name;
    told.className = "quiet";
    made.append(called, " ", told);
    input.closest("[data-question]").querySelector(".sending").append(made);
    return { made, told };
  };
  const button = (text, name, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-quiet button-small";
    made.textContent = text;
    made.setAttribute("aria-label", `${text} (${name})`);
    made.addEventListener("click", act);
    return made;
  };
  const say = (one, sentence, isTrouble = false) => {
    one.told.textContent = sentence;
    one.told.classList.toggle("answer-trouble", isTrouble);
    one.told.classList.toggle("quiet", !isTrouble);
  };

  const drop = (one) => {
    clearTimeout(one.timer);
    one.request?.abort();
    one.made.remove();
    const at = waiting.indexOf(one);
    if (at >= 0) waiting.splice(at, 1);
    note(one.code);
    next();
  };

  const done = (one, answer) => {
    const question = one.input.closest("[data-question]");
    question.querySelector("[data-files-of]").innerHTML = answer.html;
    question.querySelector("[data-state]").textContent = answer.state;
    question.querySelector("[data-author]")?.remove();
    const has = question.querySelector("[data-has-files]");
    has.value = answer.count ? "1" : "";
    has.dispatchEvent(new Event("input", { bubbles: true }));
    drop(one);
  };

  // A line that breaks is tried again by itself, after a pause that doubles.
  const later = (one, sentence) => {
    say(one, sentence, true);
    one.bar.remove();
    one.isWaiting = true;
    one.timer = setTimeout(() => send(one), one.pause);
    one.pause = Math.min(one.pause * 2, longest);
  };

  const refused = (one, sentence) => {
    one.bar.remove();
    one.isRefused = true;
    say(one, sentence, true);
  };

  const answered = (one) => {
    const request = one.request;
    const isOurs = request.getResponseHeader("Content-Type")?.startsWith("application/json");
    const answer = isOurs ? attempt(() => JSON.parse(request.responseText), null) : null;
    isBusy = false;
    if (request.status === 200 && answer?.html) done(one, answer);
    else if (answer?.refused) refused(one, answer.refused);
    else if (request.status === 200) later(one, words.signedOut);
    else later(one, words.notSent);
    next();
  };

  const send = (one) => {
    if (isBusy || !waiting.includes(one) || one.isRefused) return;
    isBusy = true;
    clearTimeout(one.timer);
    one.isWaiting = false;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", field("csrfmiddlewaretoken"));
    body.set("sitting", field("sitting"));
    body.set("size", one.file.size);
    body.set(`f:${one.code}`, one.file, one.file.name);
    one.request = new XMLHttpRequest();
    one.bar.value = 0;
    one.made.append(one.bar);
    say(one, words.sending);
    one.request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) one.bar.value = event.loaded / event.total;
    });
    one.request.addEventListener("load", () => answered(one));
    one.request.addEventListener("error", () => {
      isBusy = false;
      later(one, words.notSent);
      next();
    });
    one.request.addEventListener("abort", () => {
      isBusy = false;
    });
    one.request.open("POST", one.input.dataset.send);
    one.request.send(body);
  };

  // One after the other: on a poor line two at once are two that break off.
  const next = () => {
    const one = waiting.find((each) => !each.isRefused && !each.isWaiting);
    if (one) send(one);
  };

  // What an earlier page of this device did not send, or another one still does.
  const brought = [];
  const isOver = (one) => {
    one.isOver = true;
    say(one, words.chooseAgain, true);
    one.made.append(" ", button(words.leaveOut, one.entry.name, () => leave(one)));
  };
  const leave = (one) => {
    forget(one.code, one.entry);
    one.made.remove();
    brought.splice(brought.indexOf(one), 1);
  };
  const bring = (input, code, entry) => {
    const one = { ...line(input, entry.name), code, entry, isOver: false };
    brought.push(one);
    if (!navigator.locks) {
      isOver(one);
      return;
    }
    navigator.locks.request(lockOf(entry.page), { ifAvailable: true }, (lock) => {
      if (lock) {
        isOver(one);
        return;
      }
      say(one, words.sendingElsewhere);
      // Until that page is closed.
      navigator.locks.request(lockOf(entry.page), () => {
        if (isNoted(code, entry)) isOver(one);
      });
    });
  };
  window.addEventListener("storage", () => {
    for (const one of brought) {
      if (!one.isOver && !isNoted(one.code, one.entry)) say(one, words.sentElsewhere);
    }
  });

  for (const input of form.querySelectorAll('input[type="file"][data-send]')) {
    const code = input.closest("[data-question]").dataset.question;
    for (const entry of noted(code)) bring(input, code, entry);
    input.addEventListener("change", (event) => {
      event.stopPropagation();
      for (const file of input.files) {
        // What was not sent before and is chosen again is told no longer.
        const before = brought.find((one) => one.isOver && one.code === code && one.entry.name === file.name);
        if (before) leave(before);
        const one = { ...line(input, file.name), input, code, file, pause: first, timer: 0, bar: document.createElement("progress") };
        one.bar.max = 1;
        one.bar.className = "section-progress";
        one.bar.setAttribute("aria-label", file.name);
        one.made.append(" ", button(words.leaveOut, file.name, () => drop(one)), " ");
        waiting.push(one);
      }
      // What is sent here is not sent once more by the button of the section.
      input.value = "";
      note(code);
      next();
    });
  }

  window.addEventListener("online", () => waiting.filter((one) => one.isWaiting).forEach((one) => ((one.pause = first), send(one))));
  window.addEventListener("beforeunload", (event) => {
    if (waiting.some((one) => !one.isRefused)) event.preventDefault();
  });
})();
