import { type EncodedTextCache } from '../encoding/encoded-text-cache.js';
import { EncodedTurns } from './encoded-turns.js';
import { type EncodeTexts, type EncodingSteps, runWithEncoder, runWithTokenizer } from '../encoding/encoding-steps.js';
import { WindowTooSmallError } from '../errors/chat-template-errors.js';
import { type ChatMessage, type EncodedPrompt } from '../conversation/messages.js';
import { type PromptChunk } from '../encoding/prompt-chunk.js';
import { type PromptOptions } from '../conversation/prompt-options.js';
import { type PromptTemplate } from '../templates/prompt-template.js';
import { type Tokenizer } from '../tokenizer/tokenizer.js';
import { messagesFrom, splitTurns } from '../conversation/turns.js';
import { TurnwiseWindow } from './turnwise-window.js';
import { type UntrustedTextFinding, UntrustedTextError } from '../encoding/untrusted-text.js';
import { validateConversation } from '../conversation/validate.js';
import { WholeWindow } from './whole-window.js';
import { type WindowPrompts } from './window-prompts.js';
import { findFirstTurn, type Fits } from './window-search.js';

/** What fitting needs besides the messages. */
export interface FitWindowOptions extends PromptOptions {
  readonly template: PromptTemplate;
  /** Room for the prompt, in ids: the model's context, less room for the answer. */
  readonly maxTokens: number;
  /** Spares texts that were encoded before. Default: nothing is kept. */
  readonly cache?: EncodedTextCache | undefined;
  /** Spares turns of this conversation that were encoded before. Default: nothing is kept. */
  readonly turns?: EncodedTurns | undefined;
}

/** A prompt that has room, and what was left out for it. */
export interface FittedWindow {
  /** Its spans have the indexes of the caller's messages. */
  readonly prompt: EncodedPrompt;
  /** Indexes of the messages that are in the prompt. Encoding these alone gives the same ids. */
  readonly keptMessages: readonly number[];
  /** Indexes of the messages that were left out, whole turns, from the oldest on. */
  readonly droppedMessages: readonly number[];
  /** Control strings that texts of the kept messages spell. */
  readonly findings: readonly UntrustedTextFinding[];
}

/**
 * Fits a conversation into a window: system messages and the newest turns stay, the oldest whole turns go. A call is never
 * parted from its result. What is left has room, and would have none with one more turn.
 *
 * @throws {WindowTooSmallError} when even the system's text and the last turn have no room
 * @throws {InvalidConversationError} as `planPrompt`, also for messages that would be dropped
 * @throws {UntrustedTextError} when a kept message spells a control string and the policy is `reject`
 */
export function fitWindow(
  messages: readonly ChatMessage[],
  { tokenizer, ...options }: FitWindowOptions & { readonly tokenizer: Pick<Tokenizer, 'encode'> },
): FittedWindow {
  return runWithTokenizer(fittingSteps(messages, options), tokenizer, options.cache);
}

/**
 * As `fitWindow`, with a tokenizer in another process.
 *
 * @throws {PlanMismatchError} also when `encodeTexts` does not answer with one encoded text for each text
 */
export function fitWindowAsync(
  messages: readonly ChatMessage[],
  { encodeTexts, ...options }: FitWindowOptions & { readonly encodeTexts: EncodeTexts },
): Promise<FittedWindow> {
  return runWithEncoder(fittingSteps(messages, options), encodeTexts, options.cache);
}

function* fittingSteps(
  messages: readonly ChatMessage[],
  { template, maxTokens, turns = new EncodedTurns(), ...options }: FitWindowOptions,
): EncodingSteps<FittedWindow> {
  const context = {
    template,
    conversation: options.conversation ?? 'merge',
    isNeutralised: (options.untrustedText ?? 'neutralise') === 'neutralise',
  } as const;
  const known = turns.recall(messages, context);
  const split = splitTurns(messages);
  const validFrom = split.turns.findLast(({ start }) => start <= known.messageCount)?.start ?? 0;
  validateConversation(messages, options, validFrom);
  const isTurnwise = template.renderFrom !== undefined && split.isSystemFirst && split.turns.length > 0;
  const window = { messages, split, template, options };
  const prompts = isTurnwise ? new TurnwiseWindow(window, known) : new WholeWindow(window);

  const first = yield* firstTurn(prompts, Math.max(split.turns.length, 1), maxTokens);
  const chunk = yield* prompts.promptFrom(first);
  if (prompts instanceof TurnwiseWindow) {
    const from = split.turns[Math.max(0, first - turnsKeptBefore)]?.start ?? 0;
    turns.remember({ ...known, overhead: prompts.knownOverhead, messages, context, from });
  }
  rejectFindings(chunk, options);
  const keptMessages = messagesFrom(split, first, messages.length);
  const kept = new Set(keptMessages);
  return {
    prompt: { tokens: chunk.tokens, spans: chunk.spans, templateVersion: template.version },
    keptMessages,
    droppedMessages: [...messages.keys()].filter((index) => !kept.has(index)),
    findings: chunk.findings,
  };
}

/** The window may move back by a little, when a turn is taken back. */
const turnsKeptBefore = 16;

function* firstTurn(prompts: WindowPrompts, turnCount: number, maxTokens: number): EncodingSteps<number> {
  const guess = yield* prompts.guess(maxTokens);
  const fits: Fits = function* (turn) {
    return (yield* prompts.countFrom(turn)) <= maxTokens;
  };
  const first = yield* findFirstTurn(turnCount, fits, guess);
  if (first === undefined) throw new WindowTooSmallError(yield* prompts.countFrom(turnCount - 1), maxTokens);
  return first;
}

/** Only what is kept is rejected: whether a prompt is refused does not depend on how far was looked back for it. */
function rejectFindings({ findings }: PromptChunk, { untrustedText }: PromptOptions): void {
  if (untrustedText !== 'reject' || findings.length === 0) return;
  throw new UntrustedTextError(findings.map((finding) => ({ ...finding, action: 'rejected' })));
}
