/* Why something sealed is not shown. The page says it in a sentence of the reader's language, found by the code. */
export class Refusal extends Error {
  constructor(code, detail = "") {
    super(detail ? `${code}: ${detail}` : code);
    this.code = code;
  }
}

export function must(holds, code, detail) {
  if (!holds) throw new Refusal(code, detail);
}
