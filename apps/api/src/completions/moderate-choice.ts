import {
  type AnswerFinishReason,
  type AnswerPart,
  type ChosenTokenLogprob,
  type SchemaReport,
  type TokenUsage,
} from '@leeward/mixtral-llm';
import {
  gateParts,
  type Moderator,
  policyMessage,
  type RedactionVault,
  restoreEvents,
  type Verdict,
} from '@leeward/moderation';
import { fromRefusal } from '../moderation/from-refusal.js';
import { moderateAlternatives } from './moderate-alternatives.js';
import { ModeratedTokens } from './moderated-tokens.js';

/** The reason why an answer ended, as OpenAI names it. */
export type CompletionFinishReason = AnswerFinishReason | 'content_filter';

/** A call of a tool that has passed the gate. */
export interface ModeratedCall {
  readonly id: string;
  readonly name: string;
  /** JSON text, with redactions applied, or restored where the policy says so. */
  readonly arguments: string;
}

/** An event of one choice: moderated text and calls, then exactly one end. */
export type ChoiceEvent =
  | { readonly type: 'text-delta'; readonly text: string; readonly logprobs: readonly ChosenTokenLogprob[] }
  | { readonly type: 'tool-call'; readonly call: ModeratedCall }
  | {
      readonly type: 'finish';
      readonly reason: CompletionFinishReason;
      readonly usage: TokenUsage;
      /** The policy's message, when the policy stopped the choice. */
      readonly refusal?: string | undefined;
    };

/** The location of a choice in its answer, and the way in which it is moderated. */
interface ChoiceContext {
  readonly moderator: Moderator;
  readonly requestId: string;
  readonly signal: AbortSignal;
  /** For example `choices[0].message`. */
  readonly path: string;
  /** The name of the text's field in it. */
  readonly textField: 'content' | 'text';
  readonly onVerdict: (verdict: Verdict) => void;
  /** Called when schemas that no grammar enforces whole were checked. */
  readonly onSchema?: ((status: SchemaReport['status']) => void) | undefined;
  /** The user's turn that the choice answers. */
  readonly precedingText?: string | undefined;
  /** The beginning of the choice, which the caller has already. */
  readonly begunText?: string | undefined;
  /** Finds the JSON Schema of a tool's arguments. */
  readonly findToolSchema?: ((name: string) => unknown) | undefined;
  /** Called with every part that the model writes, before it is moderated. */
  readonly onPart?: ((part: AnswerPart) => void) | undefined;
  /** Has the values that the caller gets back in place of their placeholders. */
  readonly vault: RedactionVault;
}

/**
 * Gates one choice: its text, its calls and its log-probabilities are released only after they were moderated.
 *
 * A block ends it, and its generation with it. Calls that the end of an answer cut off are left out.
 *
 * @throws OpenAiError as `fromRefusal`, when something could not be moderated
 */
export async function* moderateChoice(
  parts: AsyncIterable<AnswerPart>,
  context: ChoiceContext,
): AsyncGenerator<ChoiceEvent> {
  const { moderator, requestId, signal, onVerdict, path, textField, precedingText, begunText, vault } = context;
  const { findToolSchema, onPart, onSchema } = context;
  const end: ChoiceEnd = { reason: 'stop', usage: { promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0 } };
  const tokens = new ModeratedTokens(begunText);
  const gated = gateParts(selectGatedParts(parts, { tokens, end, onPart, onSchema }), moderator, {
    requestId,
    signal,
    onVerdict,
    vault,
    findToolSchema,
    precedingText,
    begunText,
    path: `${path}.${textField}`,
    toolCallsPath: `${path}.tool_calls`,
    readText: (part) => (part.type === 'text-delta' ? part.text : undefined),
    readToolCall: (part) =>
      part.type === 'tool-call-end' ? { key: part.id, name: part.name, argumentsDelta: part.arguments } : undefined,
  });
  for await (const event of restoreEvents(gated, vault)) {
    switch (event.type) {
      case 'text-delta': {
        const logprobs = await moderateAlternatives(
          tokens.release(event.text),
          moderator,
          { path: `${path}.logprobs`, requestId, precedingText },
          { signal },
        );
        yield { type: 'text-delta', text: event.text, logprobs };
        break;
      }
      case 'tool-call':
        yield {
          type: 'tool-call',
          call: { id: String(event.call.key), name: event.call.name, arguments: event.call.arguments },
        };
        break;
      case 'finish':
        yield { type: 'finish', ...end };
        break;
      case 'stop':
        if (event.verdict.outcome === 'error') throw fromRefusal(moderator.policy, event.verdict);
        yield {
          type: 'finish',
          reason: 'content_filter',
          usage: end.usage,
          refusal: policyMessage(moderator.policy, event.verdict),
        };
    }
  }
}

/** The end of a choice, as far as it is known while the choice is written. */
interface ChoiceEnd {
  reason: CompletionFinishReason;
  usage: TokenUsage;
}

type GatedPart = Extract<AnswerPart, { type: 'text-delta' | 'tool-call-end' }>;

/** Gets from the parts of a choice all that the gate does not read. */
interface PartResults extends Pick<ChoiceContext, 'onPart' | 'onSchema'> {
  readonly tokens: ModeratedTokens;
  readonly end: ChoiceEnd;
}

/**
 * Selects the parts that the gate reads. It adds the tokens of every part to `tokens`, and copies usage and finish
 * reason to `end`.
 */
async function* selectGatedParts(
  parts: AsyncIterable<AnswerPart>,
  { tokens, end, onPart, onSchema }: PartResults,
): AsyncGenerator<GatedPart> {
  for await (const part of parts) {
    onPart?.(part);
    end.usage = part.usage;
    if (part.logprobs) tokens.add(part.logprobs);
    if (part.type === 'finish') {
      end.reason = part.reason;
      if (part.schema) onSchema?.(part.schema.status);
    } else if (part.type === 'text-delta' || part.type === 'tool-call-end') yield part;
  }
}
