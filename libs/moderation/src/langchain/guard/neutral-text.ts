/**
 * Matches the marks that frame a guard's prompt: control strings of chat templates, and the marks around conversation and
 * categories, in any case and with blanks anywhere.
 */
const frameMarks =
  /<(?=\s*(?:[|\uff5c/]|begin|end|start_of_turn|bos|eos|s\s*>))|\[(?=\s*\/?\s*(?:inst|system_prompt)\s*\])/giu;

/** Matches the names of speakers, at the beginning of a line. */
const speakerNames =
  /^([^\S\n]*(?:user|agent|human(?: question)?|assistant|chatbot(?: response)?|model|system)[^\S\n]*):/gimu;

/** Matches lines that separate the text from the question about it. */
const separators = /^([^\S\n]*)(===|\*\*\*)([^\S\n]*)$/gmu;

/**
 * Replaces characters of a text so that nothing in it is a part of a guard's prompt: it cannot begin or end a turn. A person, and the
 * guard, still read the same text.
 */
export function toNeutralText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(frameMarks, (mark) => (mark === '<' ? '\u2039' : '\u27e6'))
    .replace(speakerNames, '$1\u2236')
    .replace(separators, '$1\u2026$3');
}

/** Writes a text as a JSON string, with all characters of control strings escaped, so that it stays one string. */
export function toQuotedText(text: string): string {
  return JSON.stringify(text).replace(
    /[<>[\]|\uff5c\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
