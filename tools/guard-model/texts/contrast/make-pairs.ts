import { mulberry32 } from '../../../injection-training/random.js';
import { type Frame } from './action-frames.js';
import { frameDealer, type FrameForm, stanceDealer } from './deal-frames.js';
import { type PairLine, readPairLines, splitPair } from './pair-texts.js';
import { type Change, disturb } from './registers.js';

/** Describes a text of a pair for the training of the guard model. */
export interface PairRow {
  readonly text: string;
  readonly role: 'user' | 'assistant' | 'text';
  readonly harmful: 0 | 1;
  /** Empty for the harmless text. */
  readonly categories: readonly string[];
  readonly kind: string;
  /** Links a harmless text with its harmful twin. */
  readonly pair: string;
}

/** Describes a pair before its register is chosen. */
interface Draft extends Omit<PairLine, 'text'> {
  readonly harmless: string;
  readonly harmful: string;
}

const seed = 20_261_127;

/** Forms of the texts that are made of one action. */
const formsPerAction: readonly FrameForm[] = ['short', 'short', 'medium', 'wrapped', 'long', 'other'];

/** Makes all contrast pairs: every message once, every action in several frames, and its harmful side in two stances. */
export function makePairs(): readonly PairRow[] {
  const random = mulberry32(seed);
  const dealFrame = frameDealer(random);
  const deal = stanceDealer(random);
  const actions = readPairLines('action');
  const drafts: readonly Draft[] = [
    ...readPairLines('message').map((line) => ({ ...line, ...splitPair(line.text) })),
    ...actions.flatMap((line) => formsPerAction.map((form) => putIntoFrame(line, dealFrame(form)))),
    // An order to drop the rules is an attack in itself, so it cannot be reported or refused in other words.
    ...actions
      .filter(({ categories }) => !categories.includes('x/jailbreak'))
      .map((line, index) => (index % 2 === 0 ? toReport(line, deal.report()) : toReply(line, deal.reply()))),
  ];
  const seen = new Set<string>();
  return drafts.flatMap((draft, index) => {
    const pair = toRows(draft, `contrast-${index}`, disturb(random));
    if (pair.some(({ text }) => seen.has(text))) return [];
    for (const { text } of pair) seen.add(text);
    return pair;
  });
}

function putIntoFrame({ kind, categories, text }: PairLine, frame: Frame): Draft {
  const action = frame.role === 'assistant' ? toPerson(text, 'second') : text;
  return { kind, categories, role: frame.role, ...splitPair(frame.text.replace('$', () => action)) };
}

function toReport({ categories, text }: PairLine, report: string): Draft {
  const { harmful: action } = splitPair(text);
  const { harmless, harmful } = splitPair(report);
  return {
    kind: 'report',
    categories,
    role: 'user',
    harmless: harmless.replace('$', () => toPerson(action, 'third')),
    harmful: harmful.replace('$', () => action),
  };
}

function toReply({ categories, text }: PairLine, reply: string): Draft {
  const action = toPerson(splitPair(text).harmful, 'second');
  return { kind: 'answer', categories, role: 'assistant', ...splitPair(reply.replace('$', () => action)) };
}

function toRows(
  { kind, role, categories, harmless, harmful }: Draft,
  pair: string,
  change: Change,
): readonly PairRow[] {
  return [
    { text: change(harmless), role, harmful: 0, categories: [], kind, pair },
    { text: change(harmful), role, harmful: 1, categories, kind, pair },
  ];
}

const persons = {
  second: { i: 'you', we: 'you', me: 'you', my: 'your', our: 'your', myself: 'yourself', am: 'are' },
  third: { i: 'he', we: 'they', me: 'him', my: 'his', our: 'their', myself: 'himself', am: 'is' },
} as const;

const firstPerson = /\b(?:I|we|me|my|our|myself|am)\b/g;

/** Puts an action of the first person into another one. */
function toPerson(action: string, person: keyof typeof persons): string {
  return action.replace(firstPerson, (word) => persons[person][word.toLowerCase() as keyof (typeof persons)['second']]);
}
