import { type MessageContent } from '@langchain/core/messages';

/** Reads the text of a content, up to a length. */
export function readText(content: MessageContent, maximumCharacters: number): string {
  if (typeof content === 'string') return cut(content, maximumCharacters);
  let text = '';
  for (const block of content) {
    if (text.length > maximumCharacters) break;
    const part = (block as { readonly text?: unknown }).text;
    if (typeof part === 'string') text += `${text === '' ? '' : '\n'}${cut(part, maximumCharacters)}`;
  }
  return cut(text, maximumCharacters);
}

function cut(text: string, maximumCharacters: number): string {
  return text.length <= maximumCharacters ? text : text.slice(0, maximumCharacters).toWellFormed();
}
