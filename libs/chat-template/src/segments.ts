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
}

/** The template's own text. */
export function templateText(text: string): TextPart {
  return { text, source: 'template', messageIndex: -1 };
}

/** What is encoded of a segment. */
export function textOfSegment(segment: TextSegment): string {
  return segment.parts.map((part) => part.text).join('');
}
