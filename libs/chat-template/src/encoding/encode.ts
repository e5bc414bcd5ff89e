import { assembleTokens } from './assemble-tokens.js';
import { type ChatMessage, type EncodedPrompt } from '../conversation/messages.js';
import { memoizeByIdentity } from '../text/memoize-by-identity.js';
import { type PromptOptions, type UntrustedTextPolicy } from '../conversation/prompt-options.js';
import { type PromptTemplate } from '../templates/prompt-template.js';
import { type Segment, type TextPart, textOfSegment } from '../conversation/segments.js';
import { taggedToolCalls, toolResultTags } from '../tool-calls/tool-call-syntax.js';
import { type EncodedText, type Tokenizer } from '../tokenizer/tokenizer.js';
import { type UntrustedTextFinding } from '../errors/untrusted-text-error.js';
import { guardSegments } from './untrusted-text.js';

/** A prompt whose texts are still to be encoded, by a tokenizer that may live in another process. */
export interface PromptPlan {
  readonly segments: readonly Segment[];
  /** The texts to encode, one for each text segment, in order. */
  readonly texts: readonly string[];
  readonly templateVersion: string;
  /** Control strings that texts of messages spell. Worth the moderation stage's attention. */
  readonly findings: readonly UntrustedTextFinding[];
}

/** What `encodePrompt` needs besides the messages. */
export interface EncodePromptOptions extends PromptOptions {
  readonly template: PromptTemplate;
  readonly tokenizer: Tokenizer;
}

/**
 * The first of two steps from messages to token ids: what is to be encoded.
 *
 *     const plan = planPrompt(messages, template);
 *     const prompt = assemblePrompt(plan, await engine.tokenize(plan.texts));
 *
 * @throws {InvalidConversationError} when the messages are not a conversation
 * @throws {UntrustedTextError} when a message spells a control string and the policy is `reject`
 * @throws {TemplateRenderError} when a model's own template cannot express the conversation
 */
export function planPrompt(
  messages: readonly ChatMessage[],
  template: PromptTemplate,
  options: PromptOptions = {},
): PromptPlan {
  const rendered = template.render(messages, options).map((segment) => toEncodable(segment, template.isSentencePiece));
  const controlStrings = listControlStrings(template, usesTools(messages, options));
  const { segments, findings } = guardSegments(rendered, controlStrings, options.untrustedText);
  const texts = segments.filter((segment) => segment.kind === 'text').map(textOfSegment);
  return { segments, texts, templateVersion: template.version, findings };
}

/**
 * The second step: puts a plan and the ids of its texts together.
 *
 * @throws {PlanMismatchError} when there are not as many encoded texts as texts in the plan
 */
export function assemblePrompt(plan: PromptPlan, encodedTexts: readonly EncodedText[]): EncodedPrompt {
  return { ...assembleTokens(plan.segments, encodedTexts), templateVersion: plan.templateVersion };
}

/** Both steps, with a tokenizer at hand. Same ids, same errors. */
export function encodePrompt(
  messages: readonly ChatMessage[],
  { template, tokenizer, ...options }: EncodePromptOptions,
): EncodedPrompt {
  const plan = planPrompt(messages, template, options);
  return assemblePrompt(
    plan,
    plan.texts.map((text) => tokenizer.encode(text)),
  );
}

/** Whether a conversation offers, calls or answers for tools. */
function usesTools(messages: readonly ChatMessage[], { tools = [] }: PromptOptions): boolean {
  return tools.length > 0 || messages.some(({ role, toolCalls }) => role === 'tool' || (toolCalls?.length ?? 0) > 0);
}

/** In plain text, tags around calls and results are control strings as soon as tools are in play. */
function listControlStrings(template: PromptTemplate, hasTools: boolean): readonly string[] {
  return hasTools && template.toolCallSyntax.kind === 'tagged'
    ? withTags(template.guardedStrings)
    : template.guardedStrings;
}

const withTags = memoizeByIdentity((controlStrings: readonly string[]) => [
  ...controlStrings,
  taggedToolCalls.open,
  taggedToolCalls.close,
  toolResultTags.open,
  toolResultTags.close,
]);

/** Any UTF-16 unit that is half a character, or SentencePiece's mark for a space. */
const notEncodable = /[\p{Surrogate}\u2581]/u;

/**
 * Makes what will be encoded explicit: half characters have no UTF-8 and become U+FFFD; SentencePiece reads `▁` as a space,
 * so it becomes one. The ids stay the same, and the bytes of the ids add up to those of the text.
 */
function toEncodable(segment: Segment, isSentencePiece: boolean): Segment {
  if (segment.kind === 'control' || !segment.parts.some(({ text }) => notEncodable.test(text))) return segment;
  return { kind: 'text', parts: segment.parts.map((part) => encodablePart(part, isSentencePiece)) };
}

function encodablePart({ text, ...part }: TextPart, isSentencePiece: boolean): TextPart {
  const wellFormed = text.replace(/\p{Surrogate}/gu, '\ufffd');
  return { ...part, text: isSentencePiece ? wellFormed.replaceAll('\u2581', ' ') : wellFormed };
}
