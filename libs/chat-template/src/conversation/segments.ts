import { type SpanSource } from './messages.js';

/**
 * Describes a piece of a prompt before it is encoded: one control token or one text. Control tokens exist only here: text is
 * always encoded with special tokens off, so nothing inside a text can become one.
 */
export type Segment = ControlSegment | TextSegment;

/** Describes one control token of the template. */
export interface ControlSegment {
  readonly kind: 'control';
  readonly token: number;
}

/** Describes a run of text that is encoded as one. Its parts say where each piece came from. */
export interface TextSegment {
  readonly kind: 'text';
  readonly parts: readonly TextPart[];
}

/** Holds the text of one origin. */
export interface TextPart {
  readonly text: string;
  readonly source: SpanSource;
  /** Index into the caller's messages; −1 for text that belongs to none of them. */
  readonly messageIndex: number;
  /** Where the text stands in the caller's input, for example `messages[3].content`. Absent on template text. */
  readonly path?: string | undefined;
  /** Where the text begins inside the input at `path`, in UTF-16 units. Default 0. */
  readonly offset?: number | undefined;
}

/** Makes a segment of a control token. */
export function controlSegment(token: number): ControlSegment {
  return { kind: 'control', token };
}

/** Makes a segment of parts that are encoded as one text. */
export function textSegment(parts: readonly TextPart[]): TextSegment {
  return { kind: 'text', parts };
}

/** Makes a part of the template's own text. */
export function templateText(text: string): TextPart {
  return { text, source: 'template', messageIndex: -1 };
}

/** Joins the texts of the parts. */
export function joinTexts(parts: readonly TextPart[]): string {
  let text = '';
  for (const part of parts) text += part.text;
  return text;
}

/** Removes spaces at the end of parts. Only the last part can end with them, since no part is empty. */
export function removeEndSpaces(parts: readonly TextPart[]): readonly TextPart[] {
  const last = parts.at(-1);
  return last?.text.endsWith(' ') ? [...parts.slice(0, -1), { ...last, text: trimEndSpaces(last.text) }] : parts;
}

function trimEndSpaces(text: string): string {
  let end = text.length;
  while (text.charAt(end - 1) === ' ') end--;
  return text.slice(0, end);
}

/** Joins groups of parts, with a separator of the template between them. */
export function joinParts(groups: readonly (readonly TextPart[])[], separator: string): TextPart[] {
  return groups.flatMap((parts, index) => (index === 0 ? parts : [templateText(separator), ...parts]));
}
