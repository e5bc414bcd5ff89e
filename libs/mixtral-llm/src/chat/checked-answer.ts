import { type AnswerPart } from '../convert/answer-parts.js';
import { sumChoiceUsage } from '../convert/choices.js';
import { type TokenUsage } from '../engine/engine.js';
import { type AnswerChecks, type SchemaFailure, type SchemaReport } from '../validation/answer-checks.js';
import { type Validity } from '../validation/schema-validator.js';

/** Describes how an answer is checked, and how it is generated once more. */
export interface CheckedAnswerOptions {
  readonly checks: AnswerChecks;
  /** How often to generate once more what does not satisfy its schema. */
  readonly retries: number;
  /** Asked before each further attempt; `false` keeps the first one. Default: true. */
  readonly allowRetry?: (() => boolean) | undefined;
  /**
   * Generates the answer once more, or one call of a tool alone.
   *
   * @param attempt the number of the new attempt, from 1
   */
  readonly generate: (attempt: number, tool?: string) => Promise<AsyncIterable<AnswerPart>>;
  readonly signal?: AbortSignal | undefined;
}

type CallEnd = AnswerPart & { readonly type: 'tool-call-end' };
type Finish = AnswerPart & { readonly type: 'finish' };

/**
 * Passes an answer on, and holds what its grammar does not enforce until it is checked.
 *
 * Other text and calls pass at once. A part that does not satisfy its schema is generated once more. If that fails too, the first
 * attempt is passed on, and the last part reports it. So an odd schema never stops an answer.
 */
export async function* checkAnswer(
  parts: AsyncIterable<AnswerPart>,
  options: CheckedAnswerOptions,
): AsyncGenerator<AnswerPart> {
  const { checks } = options;
  let held: AnswerPart[] = [];
  let isHolding = false;
  let finish: Finish | undefined;
  const calls: CheckedCall[] = [];
  for await (const part of parts) {
    if (part.type === 'finish') {
      finish = part;
      break;
    }
    isHolding ||= isChecked(part, checks);
    if (!isHolding) {
      yield part;
      continue;
    }
    held.push(part);
    if (part.type !== 'tool-call-end') continue;
    const validity = validateCall(part, checks);
    if (validity) calls.push({ part, validity });
    // A call that fails holds all that follows, so that calls keep their order.
    if (calls.some((call) => call.validity.status === 'unmet')) continue;
    yield* held;
    held = [];
    isHolding = false;
  }
  if (!finish) {
    // An engine that ends without a finish is reported where parts are collected.
    yield* held;
    return;
  }
  const checked = calls.length > 0 ? await retryCall(held, calls, options) : await retryText(held, finish, options);
  // A reader that stops before the end counts the further attempts, too.
  const usage = sumChoiceUsage([finish.usage, ...checked.usages]);
  for (const part of checked.parts) yield checked.usages.length === 0 ? part : { ...part, usage };
  const end = checked.finish ?? finish;
  yield {
    ...end,
    usage,
    schema: toReport(checks, checked.failures),
  };
}

interface CheckedCall {
  readonly part: CallEnd;
  readonly validity: Validity;
}

/** Holds the held parts as they are passed on. */
interface CheckedParts {
  readonly parts: readonly AnswerPart[];
  readonly failures: readonly SchemaFailure[];
  /** Usage of further attempts. */
  readonly usages: readonly TokenUsage[];
  /** The end of another attempt that is passed on in place of the first one. */
  readonly finish?: Finish | undefined;
}

function isChecked(part: AnswerPart, { tools, text }: AnswerChecks): boolean {
  if (part.type === 'text-delta') return text !== undefined;
  return part.type === 'tool-call-start' && tools.has(part.name);
}

function validateCall(part: CallEnd, { tools }: AnswerChecks): Validity | undefined {
  return tools.get(part.name)?.validate(JSON.parse(part.arguments));
}

/** Generates the first failed call once more. The others pass as they are: one more generation at most for each attempt. */
async function retryCall(
  held: readonly AnswerPart[],
  calls: readonly CheckedCall[],
  options: CheckedAnswerOptions,
): Promise<CheckedParts> {
  const failed = calls.filter(({ validity }) => validity.status !== 'met');
  const first = failed.find(({ validity }) => validity.status === 'unmet');
  const usages: TokenUsage[] = [];
  const retried =
    first && (await retry(options, usages, first.part.name, (parts) => findMetCall(parts, first.part, options.checks)));
  const failures = failed
    .filter((call) => !retried || call !== first)
    .map(({ part, validity }) => toFailure(validity, { callId: part.id, tool: part.name }));
  return { parts: retried && first ? replaceCall(held, first.part, retried) : held, failures, usages };
}

async function retryText(
  held: readonly AnswerPart[],
  finish: Finish,
  options: CheckedAnswerOptions,
): Promise<CheckedParts> {
  const validity = validateText(held, finish, options.checks);
  if (validity === undefined || validity.status === 'met') return { parts: held, failures: [], usages: [] };
  const usages: TokenUsage[] = [];
  const retried =
    validity.status === 'unmet'
      ? await retry(options, usages, undefined, (parts) => findMetText(parts, options.checks))
      : undefined;
  return { parts: held, failures: [toFailure(validity)], usages, ...retried };
}

/** Generates until an attempt has what is looked for. Returns undefined when none has. @throws the reason of the signal */
async function retry<Found>(
  { retries, allowRetry, generate, signal }: CheckedAnswerOptions,
  usages: TokenUsage[],
  tool: string | undefined,
  find: (parts: readonly AnswerPart[]) => Found | undefined,
): Promise<Found | undefined> {
  for (let attempt = 1; attempt <= retries; attempt++) {
    if (allowRetry?.() === false) return undefined;
    const parts: AnswerPart[] = [];
    try {
      for await (const part of await generate(attempt, tool)) parts.push(part);
    } catch {
      // The first attempt is a whole answer. A busy engine or one that restarts must not take it away.
      signal?.throwIfAborted();
      return undefined;
    }
    const last = parts.at(-1);
    if (last) usages.push(last.usage);
    const found = find(parts);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findMetCall(parts: readonly AnswerPart[], { name }: CallEnd, checks: AnswerChecks): CallEnd | undefined {
  const call = parts.find((part): part is CallEnd => part.type === 'tool-call-end' && part.name === name);
  return call && validateCall(call, checks)?.status === 'met' ? call : undefined;
}

function findMetText(
  parts: readonly AnswerPart[],
  checks: AnswerChecks,
): Pick<CheckedParts, 'parts' | 'failures' | 'finish'> | undefined {
  const finish = parts.at(-1);
  if (finish?.type !== 'finish' || validateText(parts, finish, checks)?.status !== 'met') return undefined;
  return { parts: parts.slice(0, -1), failures: [], finish };
}

/** Validates the text of an answer; undefined for one without a schema, with calls, or that was cut off. */
function validateText(parts: readonly AnswerPart[], finish: Finish, { text }: AnswerChecks): Validity | undefined {
  const written = parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');
  if (text === undefined || written === '' || finish.reason === 'tool_calls') return undefined;
  try {
    return text.validate(JSON.parse(written));
  } catch {
    // Cut off by its length or by a stop string, which the finish reason tells or the caller asked for.
    return undefined;
  }
}

/** Replaces the parts of a call. The new one keeps its index and its id. */
function replaceCall(held: readonly AnswerPart[], { index, id }: CallEnd, call: CallEnd): readonly AnswerPart[] {
  const { name, usage, arguments: argumentsText } = call;
  return held.flatMap((part): readonly AnswerPart[] => {
    if (!('index' in part) || part.index !== index) return [part];
    if (part.type === 'tool-call-start') {
      return [
        { type: 'tool-call-start', index, id, name, usage },
        { type: 'tool-call-delta', index, argumentsText, usage },
        { type: 'tool-call-end', index, id, name, arguments: argumentsText, usage },
      ];
    }
    return [];
  });
}

function toFailure(validity: Validity, call: Pick<SchemaFailure, 'callId' | 'tool'> = {}): SchemaFailure {
  const status = validity.status === 'unmet' ? 'unmet' : 'unchecked';
  return { status, ...call, ...(validity.status === 'unmet' && { keyword: validity.keyword }) };
}

function toReport({ relaxed }: AnswerChecks, failures: readonly SchemaFailure[]): SchemaReport {
  const statuses = failures.map(({ status }) => status);
  const status = statuses.includes('unmet') ? 'unmet' : statuses.includes('unchecked') ? 'unchecked' : 'met';
  return { status, relaxed, failures };
}
