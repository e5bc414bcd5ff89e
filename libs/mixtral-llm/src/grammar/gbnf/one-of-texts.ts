import { choice, type Expression, nothing, sequence, text } from './expression.js';

/**
 * One of these texts, with common beginnings written once: llama.cpp tries every token of the vocabulary against each of
 * the ways that are open, and a list of 200 values would keep as many open (measured: 20 ms a token, and 6 with this).
 */
export function oneOfTexts(texts: readonly string[]): Expression {
  const groups = new Map<string, string[]>();
  for (const value of new Set(texts)) {
    const [first = ''] = value;
    groups.set(first, [...(groups.get(first) ?? []), value]);
  }
  return choice([...groups].map(([first, members]) => (first === '' ? nothing : withCommonBeginning(members))));
}

function withCommonBeginning(texts: readonly string[]): Expression {
  const [shortest = ''] = [...texts].sort((a, b) => a.length - b.length);
  const characters = [...shortest];
  let beginning = '';
  for (const character of characters) {
    if (!texts.every((value) => value.startsWith(beginning + character))) break;
    beginning += character;
  }
  const rests = texts.map((value) => value.slice(beginning.length));
  return sequence(text(beginning), rests.every((rest) => rest === '') ? nothing : oneOfTexts(rests));
}
