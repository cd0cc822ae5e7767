/* Small comforts. Every page works without this file. */
(() => {
  "use strict";

  // Copying needs script, so the button is only shown where there is some.
  const offerCopying = (root) => {
    for (const button of root.querySelectorAll("button[data-copies]")) {
      button.hidden = !navigator.clipboard;
    }
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copies]");
    if (button) {
      const text = document.getElementById(button.dataset.copies).textContent.trim();
      await navigator.clipboard.writeText(text);
      button.querySelector("[role=status]").textContent = button.dataset.done;
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // A link to a part of this page that costs too much to be made each time: it is brought here instead of led to.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-loads]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const answer = await fetch(link.dataset.loads).catch(() => null);
    if (!answer || !answer.ok) return location.assign(link.href);
    const place = link.parentElement;
    place.innerHTML = await answer.text();
    offerCopying(place);
    place.tabIndex = -1;
    place.focus();
  });

  // Suggestions while a reader types: the server answers with <option> elements for the input's list.
  let asked;
  document.addEventListener("input", (event) => {
    const input = event.target.closest("input[data-suggests]");
    if (!input) return;
    clearTimeout(asked);
    asked = setTimeout(async () => {
      const words = input.value;
      const answer = await fetch(`${input.dataset.suggests}?${new URLSearchParams({ q: words })}`);
      if (answer.ok && input.value === words) input.list.innerHTML = await answer.text();
    }, 120);
  });

  // How a date that was typed is understood: the server answers with a sentence.
  document.addEventListener("change", async (event) => {
    const input = event.target.closest("input[data-understands]");
    if (!input) return;
    const place = document.querySelector(`[data-understood="${CSS.escape(input.id)}"]`);
    const answer = await fetch(`${input.dataset.understands}?${new URLSearchParams({ q: input.value })}`);
    if (answer.ok && place) place.textContent = await answer.text();
  });

  // Whoever writes for long is doing something, though the server hears nothing of it: it is told now and then.
  let told = Date.now();
  document.addEventListener("input", () => {
    if (Date.now() - told < 300000 || !document.querySelector('form[action$="/sign-out/"]')) return;
    told = Date.now();
    fetch("/healthz").catch(() => null);
  });

  // What only who is signed in may read does not stay on the screen once that is over: after they signed out in another
  // window, and after an hour in which nothing was done. The server is asked for this page; it leads away when it is so.
  const out = document.querySelector('form[action$="/sign-out/"]');
  if (out) {
    const leave = async () => {
      const answer = await fetch(location.href, { method: "HEAD", redirect: "manual" }).catch(() => null);
      if (answer?.type !== "opaqueredirect") return;
      document.body.replaceChildren();
      location.replace(location.href);
    };
    const windows = new BroadcastChannel("signed-out");
    out.addEventListener("submit", () => windows.postMessage(""));
    // The other window has only asked: the answer takes a moment.
    windows.addEventListener("message", () => [1000, 5000].forEach((wait) => setTimeout(leave, wait)));
    const idle = Number(out.dataset.idle) * 60000;
    if (idle) setInterval(() => Date.now() - told > idle && leave(), Math.min(idle, 60000));
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // What is folded away on the screen belongs on paper.
  window.addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll("main details:not(.menu)")) folded.open = true;
  });

  // What is typed into a form while it is being replaced would be lost.
  const pausing = (paused) => (event) => {
    if (event.detail.target.matches("form")) event.detail.target.inert = paused;
  };
  document.addEventListener("htmx:beforeRequest", pausing(true));
  document.addEventListener("htmx:afterRequest", pausing(false));

  document.addEventListener("htmx:afterSwap", (event) => offerCopying(event.target));

  // Where there are more tabs than the line holds, the one of this page is brought into it.
  for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
    const line = tab.parentElement;
    const beyond = tab.getBoundingClientRect();
    const held = line.getBoundingClientRect();
    if (beyond.left < held.left || beyond.right > held.right) {
      line.scrollLeft += beyond.left + beyond.width / 2 - held.left - held.width / 2;
    }
  }
  offerCopying(document);
})();
