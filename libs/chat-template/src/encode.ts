import { type ChatMessage, type EncodedPrompt, type PromptSpan } from './messages.js';
import { type PromptTemplate } from './prompt-template.js';
import { type Segment, type TextSegment, textOfSegment } from './segments.js';
import { type EncodedText, type Tokenizer } from './tokenizer.js';

/** A prompt whose texts are still to be encoded, by a tokenizer that may live in another process. */
export interface PromptPlan {
  readonly segments: readonly Segment[];
  /** The texts to encode, one for each text segment, in order. */
  readonly texts: readonly string[];
  readonly templateVersion: string;
}

/** @throws {ChatTemplateError} when the template cannot express the conversation */
export function planPrompt(messages: readonly ChatMessage[], template: PromptTemplate): PromptPlan {
  const segments = template.render(messages);
  const texts = segments.filter((segment) => segment.kind === 'text').map(textOfSegment);
  return { segments, texts, templateVersion: template.version };
}

/** Puts a plan and the ids of its texts together. */
export function assemblePrompt(plan: PromptPlan, encodedTexts: readonly EncodedText[]): EncodedPrompt {
  const tokens: number[] = [];
  const spans: PromptSpan[] = [];
  const append = (token: number, origin: Pick<PromptSpan, 'source' | 'messageIndex'>) => {
    const { source, messageIndex } = origin;
    const start = tokens.length;
    tokens.push(token);
    const last = spans.at(-1);
    const isSame = last?.source === source && last.messageIndex === messageIndex;
    spans.splice(isSame ? -1 : spans.length, isSame ? 1 : 0, { source, messageIndex, start: isSame ? last.start : start, end: start + 1 });
  };
  let next = 0;
  for (const segment of plan.segments) {
    if (segment.kind === 'control') append(segment.token, { source: 'template', messageIndex: -1 });
    else appendText(segment, encodedTexts[next++], append);
  }
  return { tokens, spans, templateVersion: plan.templateVersion };
}

/** A conversation as the model sees it, with a tokenizer at hand. */
export function encodePrompt(
  messages: readonly ChatMessage[],
  { template, tokenizer }: { readonly template: PromptTemplate; readonly tokenizer: Tokenizer },
): EncodedPrompt {
  const plan = planPrompt(messages, template);
  return assemblePrompt(plan, plan.texts.map((text) => tokenizer.encode(text)));
}

/**
 * Gives each id of a text the origin of its bytes. An id that holds bytes of the template and of a message belongs to the
 * message: nothing that a caller wrote is ever counted as the template's.
 */
function appendText(
  segment: TextSegment,
  encoded: EncodedText | undefined,
  append: (token: number, origin: Pick<PromptSpan, 'source' | 'messageIndex'>) => void,
): void {
  if (!encoded) throw new RangeError('A plan needs the ids of each of its texts.');
  const ends = partEnds(segment);
  const total = ends.at(-1) ?? 0;
  // What the ids hold more than the text is the prefix space.
  let offset = total - encoded.byteLengths.reduce((sum, length) => sum + length, 0);
  let first = 0;
  for (const [index, token] of encoded.tokens.entries()) {
    const end = offset + (encoded.byteLengths[index] ?? 0);
    while (first < ends.length - 1 && (ends[first] ?? 0) <= Math.max(offset, 0)) first++;
    let last = first;
    while (last < ends.length - 1 && (ends[last] ?? 0) < end) last++;
    const touched = segment.parts.slice(first, last + 1);
    const owner = touched.find((part) => part.source !== 'template' && part.text !== '') ?? touched[0];
    if (owner) append(token, owner);
    offset = end;
  }
}

function partEnds(segment: TextSegment): number[] {
  const encoder = new TextEncoder();
  let end = 0;
  return segment.parts.map((part) => (end += encoder.encode(part.text).length));
}
