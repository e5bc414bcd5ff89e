import { type KindResult } from './measure-kind.js';

/** Formats what altered the texts of a kind, for example `x/pii 12, hate 3`. */
export function formatCategories({ categories, blocked }: KindResult): string | undefined {
  const counts = Object.entries(categories).toSorted(([, one], [, other]) => other - one);
  const text = counts.map(([category, count]) => `${category} ${count}`).join(', ');
  return text === '' ? undefined : `${blocked} stopped; ${text}`;
}

/** Prints the altered excerpts of generated texts. */
export function showExamples(results: readonly KindResult[]): void {
  for (const { kind, examples } of results) {
    for (const { stage, outcome, categories, text } of examples)
      process.stdout.write(
        `${kind} [${stage}, ${outcome}, ${categories.join(' ')}]: ${JSON.stringify(text.slice(0, 300))}\n`,
      );
  }
}
