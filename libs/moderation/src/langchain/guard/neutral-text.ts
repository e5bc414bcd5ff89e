/**
 * What the frame of a guard's prompt is made of: control strings of chat templates, the marks around conversation and categories,
 * in any case and with blanks anywhere.
 */
const frameMarks =
  /<(?=\s*(?:[|\uff5c/]|begin|end|start_of_turn|bos|eos|s\s*>))|\[(?=\s*\/?\s*(?:inst|system_prompt)\s*\])/giu;

/** The names before turns, at the beginning of a line. */
const turnNames =
  /^([^\S\n]*(?:user|agent|human(?: question)?|assistant|chatbot(?: response)?|model|system)[^\S\n]*):/gimu;

/** Lines that part the text from the question about it. */
const closing = /^([^\S\n]*)(===|\*\*\*)([^\S\n]*)$/gmu;

/**
 * A text as it may stand inside a guard's prompt: a person, and the guard, read the same, but nothing in it is a part of the
 * prompt's frame. A turn cannot be ended or begun from inside.
 */
export function neutralText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(frameMarks, (mark) => (mark === '<' ? '\u2039' : '\u27e6'))
    .replace(turnNames, '$1\u2236')
    .replace(closing, '$1\u2026$3');
}

/**
 * A text as a JSON string without any character that control strings are made of: whatever it says, it stays one string.
 */
export function quotedText(text: string): string {
  return JSON.stringify(text).replace(
    /[<>[\]|\uff5c\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
