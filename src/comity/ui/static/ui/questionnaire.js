/* Which questions are asked, while they are answered. The server does the same from the same conditions
   (engines/questionnaires/grammar/evaluating.py), so every page works without this file. */
(() => {
  "use strict";

  const form = document.querySelector("[data-questionnaire]");
  if (!form) return;

  const read = (element, name) => (element.dataset[name] ? JSON.parse(element.dataset[name]) : null);
  const entries = [...form.querySelectorAll("[data-section], [data-question]")].map((element) => ({
    element,
    code: element.dataset.question,
    section: element.dataset.section,
    kind: element.dataset.kind,
    relevant: read(element, "relevant"),
    required: read(element, "required"),
    calculation: read(element, "calculation"),
  }));
  const kinds = Object.fromEntries(entries.filter((one) => one.code).map((one) => [one.code, one.kind]));

  // Whole figures are kept as such: 0.1 and 0.2 make 0.3 here as on the server.
  const places = 6;
  const number = (text) => {
    const found = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)\s*$/.test(text ?? "") ? Number(text) : null;
    return found === null ? null : Math.round(found * 10 ** places);
  };
  const shown = (figure) => (figure === null ? "" : String(figure / 10 ** places));

  const controls = (element) => [...element.querySelectorAll("input, select, textarea")];
  const answerOf = ({ element, code, kind }) => {
    const several = controls(element);
    if (kind === "several") return several.filter((one) => one.checked).map((one) => one.value);
    if (kind === "yes-in-part-no" || kind === "choice") return several.find((one) => one.checked)?.value ?? "";
    if (kind === "table") return several.filter((one) => one.type !== "hidden").map((one) => one.value).join("");
    if (kind === "money") return several.find((one) => one.name.endsWith(":amount"))?.value ?? "";
    return several[0]?.value.trim() ?? "";
  };
  const columnSum = (code, column) => {
    const table = form.querySelector(`[data-question="${CSS.escape(code)}"]`);
    return controls(table)
      .filter((one) => one.dataset.column === column && !one.closest("[data-sum]"))
      .reduce((sum, one) => sum + (number(one.value) ?? 0), 0);
  };

  // Where one section is shown, what its conditions ask of others comes with the page.
  const elsewhere = read(form, "elsewhere") ?? {};
  const elsewhereSum = (one) => {
    const sum = elsewhere[one.question]?.sums?.[one.column];
    return sum === undefined ? null : number(sum);
  };

  const amount = (one, answers) => {
    if (typeof one === "number") return number(String(one));
    if (one.column) return answers.has(one.question) ? (elsewhereSum(one) ?? columnSum(one.question, one.column)) : 0;
    if (one.question) return number(answers.get(one.question));
    const parts = (one.sum ?? one.minus).map((each) => amount(each, answers));
    if (parts.includes(null)) return null;
    return one.sum ? parts.reduce((sum, each) => sum + each, 0) : parts[0] - parts[1];
  };

  const signs = {
    is: (a, b) => a === b,
    "is-not": (a, b) => a !== b,
    "at-least": (a, b) => a >= b,
    "at-most": (a, b) => a <= b,
    "more-than": (a, b) => a > b,
    "less-than": (a, b) => a < b,
  };
  const holds = (one, answers) => {
    if (one.all) return one.all.every((each) => holds(each, answers));
    if (one.any) return one.any.some((each) => holds(each, answers));
    if (one.not) return !holds(one.not, answers);
    const value = answers.get(one.question);
    if ("answered" in one) return answers.has(one.question) === one.answered;
    if ("includes" in one) return (value ?? []).includes(one.includes);
    if ("in" in one) return one.in.includes(value);
    const how = Object.keys(signs).find((sign) => sign in one);
    const isDate = kinds[one.question] === "date";
    const isText = typeof one[how] === "string" && !isDate;
    if (isText) return (value === one[how]) === (how === "is");
    const left = isDate ? (value ?? null) : amount(one, answers);
    const right = isDate ? (one[how].question ? (answers.get(one[how].question) ?? null) : one[how]) : amount(one[how], answers);
    return left === null || right === null ? how === "is-not" : signs[how](left, right);
  };

  // In order, since a condition asks only for what stands before it; what is not asked has no answer.
  const follow = () => {
    const answers = new Map(Object.entries(elsewhere).map(([code, one]) => [code, one.value]));
    let sectionHolds = true;
    for (const entry of entries) {
      const isAsked = !entry.relevant || holds(entry.relevant, answers);
      if (entry.section !== undefined) sectionHolds = isAsked;
      entry.element.hidden = !isAsked;
      if (entry.code === undefined || !sectionHolds || !isAsked) continue;
      if (entry.calculation !== null) {
        const figure = shown(amount(entry.calculation, answers));
        entry.element.querySelector("output").textContent = figure;
        if (figure !== "") answers.set(entry.code, figure);
        continue;
      }
      const answer = answerOf(entry);
      if (answer.length) answers.set(entry.code, answer);
      const needed = entry.element.querySelector("[data-needed]");
      if (entry.required && needed) needed.hidden = !holds(entry.required, answers);
    }
  };

  form.addEventListener("input", follow);
  form.addEventListener("change", follow);
  follow();
})();
