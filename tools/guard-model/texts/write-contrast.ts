import { mulberry32 } from '../../injection-training/random.js';
import { frameDealer, type FrameForm } from './deal-frames.js';
import { type Frame } from './frames.js';
import { type PairLine, readPairLines, splitPair } from './pair-texts.js';
import { disturb } from './registers.js';

/** Describes a text of a pair for the training of the guard model. */
export interface Row {
  readonly text: string;
  readonly role: 'user' | 'assistant' | 'text';
  readonly harmful: 0 | 1;
  /** Empty for the harmless text. */
  readonly categories: readonly string[];
  readonly kind: string;
  /** Links a harmless text with its harmful twin. */
  readonly pair: string;
}

const seed = 20_261_127;

/** Forms of the texts that are made of one action. */
const formsPerAction: readonly FrameForm[] = ['short', 'short', 'medium', 'wrapped', 'long', 'other'];

/** Makes all contrast pairs: every message once, and every action in several frames. */
export function writeContrast(): readonly Row[] {
  const random = mulberry32(seed);
  const messages = readPairLines('message').map((line) => ({ line, text: line.text, role: line.role }));
  const inTurn = frameDealer(random);
  const framed = readPairLines('action').flatMap((line) =>
    formsPerAction.map((form) => {
      const frame = inTurn(form);
      return { line, text: putIntoFrame(line.text, frame), role: frame.role };
    }),
  );
  const seen = new Set<string>();
  return [...messages, ...framed].flatMap(({ line, text, role }, index) => {
    const pair = toPair(line, { text, role, id: `contrast-${index}` }, random);
    if (pair.some((row) => seen.has(row.text))) return [];
    for (const row of pair) seen.add(row.text);
    return pair;
  });
}

function toPair(
  { kind, categories }: PairLine,
  { text, role, id }: { readonly text: string; readonly role: Row['role']; readonly id: string },
  random: () => number,
): readonly Row[] {
  const { harmless, harmful } = splitPair(text);
  const change = disturb(random);
  return [
    { text: change(harmless), role, harmful: 0, categories: [], kind, pair: id },
    { text: change(harmful), role, harmful: 1, categories, kind, pair: id },
  ];
}

function putIntoFrame(action: string, { text, role }: Frame): string {
  return text.replace('$', () => (role === 'assistant' ? toSecondPerson(action) : action));
}

const secondPerson: Readonly<Record<string, string>> = {
  i: 'you',
  me: 'you',
  my: 'your',
  myself: 'yourself',
  our: 'your',
  we: 'you',
  am: 'are',
};

function toSecondPerson(action: string): string {
  return action.replace(/\b(?:i|me|my|myself|our|we|am)\b/gi, (word) => secondPerson[word.toLowerCase()] ?? word);
}
