import { type ChatMessage, type EncodedPrompt } from '../conversation/messages.js';
import { type PromptOptions } from '../conversation/prompt-options.js';
import { validateConversation } from '../conversation/validate.js';
import { assemblePrompt, planPrompt, type PromptPlan } from '../encoding/encode.js';
import { type EncodedTextCache } from '../encoding/encoded-text-cache.js';
import { type EncodeTexts, type EncodingSteps, CachingEncoder, runAsync, runSync } from '../encoding/encoding-steps.js';
import { InvalidConversationError, WindowTooSmallError } from '../errors/chat-template-errors.js';
import { UntrustedTextError, type UntrustedTextFinding } from '../errors/untrusted-text-error.js';
import { type PromptTemplate } from '../templates/prompt-template.js';
import { type EncodedText, type Tokenizer } from '../tokenizer/tokenizer.js';
import { listMessagesFrom, splitTurns } from './split-turns.js';

/** Describes the options of `fitWindow`, besides the messages and the tokenizer. */
export interface FitWindowOptions extends PromptOptions {
  readonly template: PromptTemplate;
  /** Room for the prompt, in ids: the model's context, less room for the answer. */
  readonly maxTokens: number;
  /** Reuses texts that earlier calls encoded. Default: each call encodes all of its texts. */
  readonly cache?: EncodedTextCache | undefined;
}

/** Holds a prompt that fits, and the messages that were left out for it. */
export interface FittedWindow {
  /** Its spans have the indexes of the caller's messages. */
  readonly prompt: EncodedPrompt;
  /** Indexes of the messages that are in the prompt. Encoding these alone gives the same ids. */
  readonly keptMessages: readonly number[];
  /** Indexes of the messages that were left out: whole turns, from the oldest on. */
  readonly droppedMessages: readonly number[];
  /** Control strings that texts of the kept messages spell. */
  readonly findings: readonly UntrustedTextFinding[];
}

/**
 * Fits a conversation into a window: system messages and the newest turns stay, the oldest whole turns go. A tool call
 * always stays with its result. The prompt fits, and with one more turn it would not.
 *
 * @throws {WindowTooSmallError} when the system messages and the last turn alone do not fit
 * @throws {InvalidConversationError} as `planPrompt`, also for messages that would be dropped
 * @throws {UntrustedTextError} when a kept message spells a control string and the policy is `reject`
 */
export function fitWindow(
  messages: readonly ChatMessage[],
  { tokenizer, ...options }: FitWindowOptions & { readonly tokenizer: Pick<Tokenizer, 'encode'> },
): FittedWindow {
  return runSync(fitSteps(messages, options), tokenizer);
}

/**
 * Does the same as `fitWindow`, with a tokenizer in another process.
 *
 * @throws {PlanMismatchError} also when `encodeTexts` does not answer with one encoded text for each text
 */
export function fitWindowAsync(
  messages: readonly ChatMessage[],
  { encodeTexts, ...options }: FitWindowOptions & { readonly encodeTexts: EncodeTexts },
): Promise<FittedWindow> {
  return runAsync(fitSteps(messages, options), encodeTexts);
}

/** Holds a prompt without some of the oldest turns, before its ids are joined. */
interface Candidate {
  /** Indexes of its messages. */
  readonly kept: readonly number[];
  readonly plan: PromptPlan;
  readonly encodedTexts: readonly EncodedText[];
  readonly tokenCount: number;
}

function* fitSteps(
  messages: readonly ChatMessage[],
  { template, maxTokens, cache, ...options }: FitWindowOptions,
): EncodingSteps<FittedWindow> {
  validateConversation(messages, options);
  const turns = splitTurns(messages);
  const encoder = new CachingEncoder(cache);
  function* encodeFrom(turn: number): EncodingSteps<Candidate> {
    const kept = listMessagesFrom(turns, turn, messages.length);
    const plan = planKept(messages, kept, template, options);
    const encodedTexts = yield* encoder.encode(plan.texts);
    return { kept, plan, encodedTexts, tokenCount: countTokens(plan, encodedTexts) };
  }

  let first = Math.max(0, turns.starts.length - 1);
  let fitting = yield* encodeFrom(first);
  if (fitting.tokenCount > maxTokens) throw new WindowTooSmallError(fitting.tokenCount, maxTokens);
  // Doubles the number of added turns until the prompt is too long, then halves the gap. So much older turns are not encoded.
  let tooLong = -1;
  for (let distance = 1; first - tooLong > 1; distance *= 2) {
    const turn = tooLong < 0 ? Math.max(0, first - distance) : Math.floor((first + tooLong) / 2);
    const candidate = yield* encodeFrom(turn);
    if (candidate.tokenCount > maxTokens) {
      tooLong = turn;
    } else {
      first = turn;
      fitting = candidate;
    }
  }
  return toFittedWindow(fitting, messages.length, options);
}

/** Plans the kept messages alone. Rejected text is allowed here, since it may belong to a turn that is dropped. */
function planKept(
  messages: readonly ChatMessage[],
  kept: readonly number[],
  template: PromptTemplate,
  options: PromptOptions,
): PromptPlan {
  const untrustedText = options.untrustedText === 'reject' ? 'allow' : options.untrustedText;
  try {
    return planPrompt(
      kept.map((index) => messages[index] as ChatMessage),
      template,
      { ...options, untrustedText },
    );
  } catch (error) {
    // The error counts the kept messages. The whole conversation has the same fault, with the caller's indexes.
    if (InvalidConversationError.isInstance(error)) template.render(messages, options);
    throw error;
  }
}

function countTokens({ segments }: PromptPlan, encodedTexts: readonly EncodedText[]): number {
  const controlTokens = segments.filter(({ kind }) => kind === 'control').length;
  return encodedTexts.reduce((sum, { tokens }) => sum + tokens.length, controlTokens);
}

function toFittedWindow(
  { kept, plan, encodedTexts }: Candidate,
  messageCount: number,
  { untrustedText }: PromptOptions,
): FittedWindow {
  const toCallerIndex = (index: number) => kept[index] ?? index;
  const findings = plan.findings.map((finding): UntrustedTextFinding => {
    const messageIndex = toCallerIndex(finding.messageIndex);
    return {
      ...finding,
      messageIndex,
      path: finding.path.replace(/^messages\[\d+\]/, `messages[${messageIndex}]`),
      action: untrustedText === 'reject' ? 'rejected' : finding.action,
    };
  });
  if (untrustedText === 'reject' && findings.length > 0) throw new UntrustedTextError(findings);
  const prompt = assemblePrompt(plan, encodedTexts);
  const spans = prompt.spans.map((span) => ({ ...span, messageIndex: toCallerIndex(span.messageIndex) }));
  const isKept = new Set(kept);
  const droppedMessages = Array.from({ length: messageCount }, (_, index) => index).filter(
    (index) => !isKept.has(index),
  );
  return { prompt: { ...prompt, spans }, keptMessages: kept, droppedMessages, findings };
}
