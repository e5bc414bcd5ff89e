import { type EncodedPrompt, type PromptSpan } from '../conversation/messages.js';
import { type Segment, type TextPart, type TextSegment } from '../conversation/segments.js';
import { PlanMismatchError } from '../errors/chat-template-errors.js';
import { utf8Length } from '../text/utf8-length.js';
import { type EncodedText } from '../tokenizer/tokenizer.js';

/** Holds token ids and their origins. */
type AssembledTokens = Pick<EncodedPrompt, 'tokens' | 'spans'>;

/** Names the origin of an id. */
type Origin = Pick<PromptSpan, 'source' | 'messageIndex'>;

const templateOrigin: Origin = { source: 'template', messageIndex: -1 };

/**
 * Joins the control tokens and the ids of the texts into one prompt.
 *
 * @throws {PlanMismatchError} when there are not as many encoded texts as text segments
 */
export function assembleTokens(segments: readonly Segment[], encodedTexts: readonly EncodedText[]): AssembledTokens {
  const list = new TokenList();
  let next = 0;
  for (const segment of segments) {
    if (segment.kind === 'control') list.append(segment.token, templateOrigin);
    else appendText(list, segment, encodedTexts[next++]);
  }
  if (next !== encodedTexts.length) {
    throw new PlanMismatchError(
      `The plan has ${next} texts, but ${encodedTexts.length} encoded texts were given: encode each text of the plan, in order.`,
    );
  }
  return { tokens: list.tokens, spans: list.spans };
}

/** Collects ids. Neighbours of one origin share a span. */
class TokenList {
  readonly tokens: number[] = [];
  readonly spans: PromptSpan[] = [];

  append(token: number, origin: Origin): void {
    this.tokens.push(token);
    this.#extendTo(this.tokens.length, origin);
  }

  appendAll(tokens: readonly number[], origin: Origin): void {
    for (const token of tokens) this.tokens.push(token);
    if (tokens.length > 0) this.#extendTo(this.tokens.length, origin);
  }

  #extendTo(end: number, { source, messageIndex }: Origin): void {
    const last = this.spans.at(-1);
    const isSame = last?.source === source && last.messageIndex === messageIndex;
    const start = isSame ? last.start : (last?.end ?? 0);
    if (isSame) this.spans.pop();
    this.spans.push({ source, messageIndex, start, end });
  }
}

/**
 * Appends the ids of a text, each with the origin of its bytes. An id with bytes of the template and of a message belongs to
 * the message, so that no text of a caller is ever counted as the template's. When the byte lengths do not add up to the
 * text, as with a vocabulary that changes its input, all ids belong to the message.
 */
function appendText(list: TokenList, { parts }: TextSegment, encoded: EncodedText | undefined): void {
  if (!encoded) {
    throw new PlanMismatchError(
      'The plan has more texts than encoded texts were given: encode each text of the plan, in order.',
    );
  }
  const { tokens, byteLengths } = encoded;
  if (tokens.length !== byteLengths.length) {
    throw new PlanMismatchError(
      `An encoded text has ${tokens.length} ids, but ${byteLengths.length} byte lengths: the tokenizer must give one for each id.`,
    );
  }
  const nonEmpty = parts.filter(({ text }) => text !== '');
  const only = nonEmpty.length === 1 ? nonEmpty[0] : undefined;
  if (only) {
    list.appendAll(tokens, only);
    return;
  }
  const ends = listByteEnds(nonEmpty);
  const total = ends.at(-1) ?? 0;
  const prefixLength = byteLengths.reduce((sum, length) => sum + length, 0) - total;
  if (prefixLength !== 0 && prefixLength !== 1) {
    list.appendAll(tokens, nonEmpty.find(isContent) ?? templateOrigin);
    return;
  }
  // SentencePiece puts its prefix space, one byte, before the text.
  let start = -prefixLength;
  let first = 0;
  for (const [index, token] of tokens.entries()) {
    const end = start + (byteLengths[index] as number);
    while (first < ends.length - 1 && (ends[first] as number) <= Math.max(start, 0)) first++;
    list.append(token, findOrigin(nonEmpty, ends, first, end));
    start = end;
  }
}

/** Finds the first text of a message among the parts that an id touches, or else the first part. */
function findOrigin(parts: readonly TextPart[], ends: readonly number[], first: number, end: number): Origin {
  for (let index = first; index < parts.length; index++) {
    const part = parts[index] as TextPart;
    if (isContent(part)) return part;
    if ((ends[index] as number) >= end) break;
  }
  return parts[first] ?? templateOrigin;
}

function isContent(part: TextPart): boolean {
  return part.source !== 'template';
}

function listByteEnds(parts: readonly TextPart[]): number[] {
  let end = 0;
  return parts.map((part) => (end += utf8Length(part.text)));
}
