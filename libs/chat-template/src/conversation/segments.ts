import { type SpanSource } from './messages.js';

/**
 * A prompt before it is encoded: control ids and texts, in order. This is the only place where control tokens exist; text
 * is always encoded with special tokens off, so nothing inside a text can become one.
 */
export type Segment = ControlSegment | TextSegment;

/** One control token of the template. */
export interface ControlSegment {
  readonly kind: 'control';
  readonly token: number;
}

/** A run of text that is encoded as one. Its parts say where each piece of it came from. */
export interface TextSegment {
  readonly kind: 'text';
  readonly parts: readonly TextPart[];
}

/** Text of one origin. */
export interface TextPart {
  readonly text: string;
  readonly source: SpanSource;
  /** Index into the caller's messages, or −1. */
  readonly messageIndex: number;
  /** Where the text stands in the caller's input, for example `messages[3].content`. Absent on template text. */
  readonly path?: string;
  /** Where the text begins in what stands at `path`, in UTF-16 units. Default 0. */
  readonly offset?: number;
}

/** A control token as a segment. */
export function controlSegment(token: number): ControlSegment {
  return { kind: 'control', token };
}

/** Parts that are encoded as one text. */
export function textSegment(parts: readonly TextPart[]): TextSegment {
  return { kind: 'text', parts };
}

/** The template's own text. */
export function templateText(text: string): TextPart {
  return { text, source: 'template', messageIndex: -1 };
}

/** What is encoded of a segment. */
export function textOfSegment(segment: TextSegment): string {
  return textOfParts(segment.parts);
}

/** The parts, joined. */
export function textOfParts(parts: readonly TextPart[]): string {
  let text = '';
  for (const part of parts) text += part.text;
  return text;
}

/** Puts a separator of the template between groups of parts. */
export function joinParts(groups: readonly (readonly TextPart[])[], separator: string): TextPart[] {
  return groups.flatMap((parts, index) => (index === 0 ? parts : [templateText(separator), ...parts]));
}
