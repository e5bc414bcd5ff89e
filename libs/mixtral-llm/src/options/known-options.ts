import { InvalidOptionError } from '../errors/index.js';
import { answerFormOptionNames, generationOptionNames } from './generation-options.js';

/** Fields that LangChain's own constructors read. */
const langChainFields = [
  'verbose',
  'callbacks',
  'callbackManager',
  'tags',
  'metadata',
  'cache',
  'maxConcurrency',
  'maxRetries',
  'onFailedAttempt',
];

const modelFields = [...generationOptionNames, ...langChainFields, 'engine', 'stop', 'caller', 'signal', 'timeout'];

/** Fields of `new ChatMixtral`. */
export const chatFields = [
  ...modelFields,
  ...answerFormOptionNames,
  'template',
  'streaming',
  'disableStreaming',
  'outputVersion',
];

/** Fields of `new Mixtral`. */
export const completionFields = [...modelFields, 'concurrency'];

/** Fields of `new MixtralEmbeddings`. */
export const embeddingFields = [
  ...['maxConcurrency', 'maxRetries', 'onFailedAttempt'],
  ...['engine', 'batchSize', 'documentPrefix', 'queryPrefix'],
];

/** Options that LangChain adds to each call by itself, or that are about the run and not about the answer. */
const runOptions = [
  ...['callbacks', 'tags', 'metadata', 'runName', 'runId', 'configurable', 'recursionLimit', 'maxConcurrency'],
  ...['store', 'context', 'version', 'maxRetries', 'promptIndex', 'ls_structured_output_format'],
  // `createAgent` sends a response format in the forms of other providers as well.
  ...['strict', 'outputConfig', 'responseSchema'],
];

/** Options that only a graph of LangGraph adds. It passes on its whole configuration, and new versions have new options. */
const graphOptions = ['writer', 'executionInfo', 'interrupt'];

/** Names that other providers have for options of this library. */
const otherNames: Readonly<Record<string, string>> = {
  maxcompletiontokens: 'maxTokens',
  maxnewtokens: 'maxTokens',
  maxoutputtokens: 'maxTokens',
  numpredict: 'maxTokens',
  repetitionpenalty: 'repeatPenalty',
  stopsequences: 'stop',
  randomseed: 'seed',
  functions: 'tools',
  functioncall: 'tool_choice',
};

/**
 * Ensures that a constructor knows each of its fields: a misspelt one would be ignored without a word.
 *
 * @throws {InvalidOptionError} that names the nearest known field, or else all of them
 */
export function ensureKnownFields(fields: object, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) throw toUnknownOption(unknown, known);
}

/**
 * Ensures that a call knows each of its options. In a graph, only those are refused that spell a known option in another way.
 *
 * @param callKeys options that change the answer
 * @throws {InvalidOptionError} that names the nearest known option, or else all of them
 */
export function ensureKnownCallOptions(options: object, callKeys: readonly string[]): void {
  const names = Object.keys(options).filter((name) => !callKeys.includes(name) && !runOptions.includes(name));
  const isInGraph = graphOptions.some((name) => name in options);
  const unknown = isInGraph ? names.find((name) => findOtherSpelling(name, callKeys)) : names[0];
  if (unknown !== undefined) throw toUnknownOption(unknown, callKeys);
}

function toUnknownOption(name: string, known: readonly string[]): InvalidOptionError {
  const nearest = findOtherSpelling(name, known) ?? findNearest(name, known);
  const advice = nearest === undefined ? `there are ${known.toSorted().join(', ')}` : `use "${nearest}"`;
  return new InvalidOptionError(name.slice(0, 64), 'is not known', advice);
}

/** Finds the option that a name spells in another way, such as `max_tokens`. */
function findOtherSpelling(name: string, known: readonly string[]): string | undefined {
  const plain = toPlainName(name);
  const other = Object.hasOwn(otherNames, plain) ? otherNames[plain] : undefined;
  return known.find((one) => one === other || toPlainName(one) === plain);
}

function toPlainName(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

/** A name with more wrong letters than this is another word. */
const maximumDistance = 3;

function findNearest(name: string, known: readonly string[]): string | undefined {
  const maximum = Math.min(maximumDistance, Math.floor(name.length / 2));
  const candidates = known.map((other) => ({
    other,
    distance: countChanges(toPlainName(name), toPlainName(other)),
    exactDistance: countChanges(name, other),
  }));
  return candidates
    .filter(({ distance }) => distance <= maximum)
    .toSorted((a, b) => a.distance - b.distance || a.exactDistance - b.exactDistance)[0]?.other;
}

/** Counts the letters to add, remove or replace to make one word of another (Levenshtein's distance). */
function countChanges(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from.slice(0, 64)].entries()) {
    const next = [line + 1];
    for (let index = 0; index < to.length; index++) {
      const replaced = (row[index] ?? 0) + (letter === to.charAt(index) ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
