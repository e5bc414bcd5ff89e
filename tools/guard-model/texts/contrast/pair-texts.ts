import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Describes a line of a file of pairs. `{a|b}` is `a` in the harmless text and `b` in the harmful one. */
export interface PairLine {
  readonly kind: string;
  readonly role: 'user' | 'assistant' | 'text';
  /** Categories of the harmful text. */
  readonly categories: readonly string[];
  readonly text: string;
}

const directory = fileURLToPath(new URL('./material/', import.meta.url));

/** Reads the lines of all files whose names begin with a prefix, in the order of the names. */
export function readPairLines(prefix: 'action' | 'message'): readonly PairLine[] {
  return readdirSync(directory)
    .filter((name) => name.startsWith(prefix))
    .sort()
    .flatMap((name) => readFileSync(`${directory}${name}`, 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PairLine);
}

const choice = /\{([^{}|]*)\|([^{}|]*)\}/g;

/** Makes both texts of a line. */
export function splitPair(text: string): { readonly harmless: string; readonly harmful: string } {
  return { harmless: tidy(text.replace(choice, '$1')), harmful: tidy(text.replace(choice, '$2')) };
}

/** Removes the double spaces that an empty choice leaves, and corrects the mark that both choices share. */
function tidy(text: string): string {
  const spaced = text
    .replace(/ {2,}/g, ' ')
    .replace(/ +([.,?!;])/g, '$1')
    .trim();
  const lastSentence = (
    spaced
      .slice(0, -1)
      .split(/[.?!:;]/)
      .at(-1) ?? ''
  ).trim();
  if (spaced.endsWith('.') && asks.test(lastSentence)) return `${spaced.slice(0, -1)}?`;
  if (spaced.endsWith('?') && states.test(lastSentence) && !mentionsQuestion.test(lastSentence)) {
    return `${spaced.slice(0, -1)}.`;
  }
  return spaced;
}

const asks =
  /^(?:so |and |but )?(?:how|what|who|whom|whose|which|where|when|why|is|are|was|can|could|do|does|did|should|shall|may|must)\b/i;
const states = /^(?:i|i'll|i'm|i've|he|she|my|write|give|help|tell|find|get|make|let's|check|film|join|send)\b/i;
const mentionsQuestion =
  /\b(?:how|what|who|whom|which|where|when|why|if|whether|ideas|tips|advice|help|right|ok|please|did|does)\b|,/i;
