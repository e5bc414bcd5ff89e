import { type ChatMessage, type EncodedPrompt } from '../conversation/messages.js';
import { type PromptOptions } from '../conversation/prompt-options.js';
import { type Segment, type TextPart, joinTexts } from '../conversation/segments.js';
import { type UntrustedTextFinding } from '../errors/untrusted-text-error.js';
import { type PromptTemplate } from '../templates/prompt-template.js';
import { memoizeByIdentity } from '../text/memoize-by-identity.js';
import { type EncodedText, type Tokenizer } from '../tokenizer/tokenizer.js';
import { taggedToolCalls, toolResultTags } from '../tool-calls/tool-call-syntax.js';
import { assembleTokens } from './assemble-tokens.js';
import { guardSegments } from './untrusted-text.js';

/** Holds a prompt whose texts are not encoded yet. The tokenizer may live in another process. */
export interface PromptPlan {
  readonly segments: readonly Segment[];
  /** The texts to encode, one for each text segment, in order. */
  readonly texts: readonly string[];
  readonly templateVersion: string;
  /** Control strings that texts of messages spell. Useful signals for moderation. */
  readonly findings: readonly UntrustedTextFinding[];
}

/** Describes the options of `encodePrompt`, besides the messages. */
export interface EncodePromptOptions extends PromptOptions {
  readonly template: PromptTemplate;
  readonly tokenizer: Tokenizer;
}

/**
 * Renders messages into texts to encode: the first of two steps to token ids.
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
  const texts = segments.filter((segment) => segment.kind === 'text').map(({ parts }) => joinTexts(parts));
  return { segments, texts, templateVersion: template.version, findings };
}

/**
 * Joins a plan and the ids of its texts: the second of two steps to token ids.
 *
 * @throws {PlanMismatchError} when there are not as many encoded texts as texts in the plan
 */
export function assemblePrompt(plan: PromptPlan, encodedTexts: readonly EncodedText[]): EncodedPrompt {
  return { ...assembleTokens(plan.segments, encodedTexts), templateVersion: plan.templateVersion };
}

/** Does both steps with a tokenizer in this process. Throws the errors of `planPrompt`. */
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

/** Says whether a conversation offers tools, calls them or has their results. */
function usesTools(messages: readonly ChatMessage[], { tools = [] }: PromptOptions): boolean {
  return tools.length > 0 || messages.some(({ role, toolCalls }) => role === 'tool' || (toolCalls?.length ?? 0) > 0);
}

/** Lists the strings that messages must not spell. In conversations with tools, the plain-text tags are among them. */
function listControlStrings(template: PromptTemplate, hasTools: boolean): readonly string[] {
  return hasTools && template.toolCallSyntax.kind === 'tagged'
    ? withTags(template.guardedStrings)
    : template.guardedStrings;
}

/** Caches by identity: a template always has the same list, so there is one result for each template. */
const withTags = memoizeByIdentity((controlStrings: readonly string[]) => [
  ...controlStrings,
  taggedToolCalls.open,
  taggedToolCalls.close,
  toolResultTags.open,
  toolResultTags.close,
]);

/** Matches half a character (an unpaired UTF-16 surrogate) and SentencePiece's mark for a space. */
const notEncodable = /[\p{Surrogate}\u2581]/u;

/**
 * Replaces characters that the tokenizer would read as others: half characters, which have no UTF-8, by U+FFFD, and `▁`,
 * which SentencePiece reads as a space, by a space. The ids stay the same, and the byte lengths add up to the text.
 */
function toEncodable(segment: Segment, isSentencePiece: boolean): Segment {
  if (segment.kind === 'control' || !segment.parts.some(({ text }) => notEncodable.test(text))) return segment;
  return { kind: 'text', parts: segment.parts.map((part) => toEncodablePart(part, isSentencePiece)) };
}

function toEncodablePart({ text, ...part }: TextPart, isSentencePiece: boolean): TextPart {
  const wellFormed = text.replace(/\p{Surrogate}/gu, '\ufffd');
  return { ...part, text: isSentencePiece ? wellFormed.replaceAll('\u2581', ' ') : wellFormed };
}
