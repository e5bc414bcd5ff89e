import { type TextPart } from '../../conversation/segments.js';

/**
 * What templates write between turns in plain text: `<|user|>`, `<start_of_turn>`, `[/INST]`, `<<SYS>>`, and lines such as
 * `USER:` or `### Response:`. Every repetition is bounded, so that the patterns run in linear time.
 */
const markerPatterns = [
  /<\|[^<>|\s]{1,60}\|>/g,
  /<<\/?\w{1,60}>>/g,
  /<\/?[A-Za-z][\w-]{0,60}>/g,
  /\[\/?[A-Z][A-Z_]{0,60}\]/g,
  /^(?:#{1,6} ?)?[A-Za-z][A-Za-z ]{0,40}:/gm,
];

/** The strings that mark turns in the text of a template, so that messages can be kept from spelling them. */
export function turnMarkersIn(parts: readonly TextPart[]): string[] {
  const texts = parts.filter(({ source }) => source === 'template').map(({ text }) => text);
  const markers = texts.flatMap((text) => markerPatterns.flatMap((pattern) => text.match(pattern) ?? []));
  return [...new Set(markers)];
}
