import { randomUUID } from 'node:crypto';

/** Holds a value by its JSON text, whose numbers may have more digits than JavaScript keeps. */
export class RawJson {
  readonly text: string;

  /** @throws SyntaxError for a text that is not JSON: it would break the text around it */
  constructor(text: string) {
    JSON.parse(text);
    this.text = text;
  }
}

/** Writes a value as `JSON.stringify` does, with the text of each `RawJson` in it as it is. */
export function stringifyWithRawJson(value: unknown): string {
  // A text of the value cannot hold it.
  const mark = randomUUID();
  const texts: string[] = [];
  const written = JSON.stringify(value, (_, one: unknown) =>
    one instanceof RawJson ? `${mark} ${texts.push(one.text) - 1}` : one,
  );
  return texts.length === 0
    ? written
    : written.replace(new RegExp(`"${mark} (\\d+)"`, 'g'), (_, index: string) => texts[Number(index)] ?? 'null');
}
