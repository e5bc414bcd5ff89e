import { templateText, type TextPart, joinTexts } from '../../conversation/segments.js';
import { TemplateRenderError } from '../../errors/chat-template-errors.js';
import { type PlainMessage } from '../normalize.js';
import { type JinjaRenderer } from './jinja-renderer.js';

/** Noncharacters of Unicode, which are not for text interchange. They enclose the index of a text. */
const placeholderStart = '\ufdd0';
const placeholderEnd = '\ufdd1';
const placeholderPattern = /\ufdd0(\d+)\ufdd1/;

/** Says whether a template itself could write a placeholder. */
export function containsPlaceholder(source: string): boolean {
  return source.includes(placeholderStart);
}

/**
 * Renders a conversation into parts that separate the messages from the template's own text. The template is rendered twice:
 * with the contents, and with a placeholder for each content and each name. The second result has no character of any message, so no
 * message can imitate a placeholder. Inserting the contents into it must give the first result. Templates may trim contents;
 * all other changes are refused.
 *
 * @returns the parts in order: template text, and the parts of the messages
 * @throws {TemplateRenderError} when the template refuses the conversation, or changes contents in another way
 */
export function renderSeparately(messages: readonly PlainMessage[], render: JinjaRenderer): TextPart[] {
  // The contents of all messages, then their names.
  const texts = [...messages.map(({ parts }) => parts), ...messages.map(({ name }) => (name ? [name] : []))];
  const renderWith = (toText: (index: number) => string): string =>
    render(
      messages.map(({ role, name }, index) => ({
        role,
        content: toText(index),
        ...(name && { name: toText(messages.length + index) }),
      })),
    );
  const expected = renderWith((index) => joinTexts(texts[index] ?? []));
  // Templates may test whether a text is empty, so an empty one gets no placeholder.
  const rendered = renderWith((index) =>
    joinTexts(texts[index] ?? []) === '' ? '' : `${placeholderStart}${index}${placeholderEnd}`,
  );
  return insertTexts(rendered.split(placeholderPattern), texts, expected);
}

/** Inserts the texts. The pieces are template text at even positions, and indexes of texts at odd ones. */
function insertTexts(pieces: readonly string[], texts: readonly (readonly TextPart[])[], expected: string): TextPart[] {
  const parts: TextPart[] = [];
  let position = 0;
  for (let at = 0; at < pieces.length; at += 2) {
    const text = pieces[at] as string;
    parts.push(templateText(text));
    position += text.length;
    if (at + 1 === pieces.length) break;
    const next = pieces[at + 2] as string;
    const content = listContentForms(texts[Number(pieces[at + 1])] ?? []).find((form) => {
      const end = position + joinTexts(form).length;
      return expected.startsWith(joinTexts(form), position) && expected.startsWith(next, end);
    });
    if (!content) break;
    parts.push(...content);
    position += joinTexts(content).length;
  }
  if (joinTexts(parts) === expected) return parts;
  throw new TemplateRenderError(
    "The model's chat template changes the messages' text, so that it cannot be separated from the template's own. Use another file of the model.",
  );
}

/** Lists the forms that templates give to a content: unchanged, or trimmed at one or both ends. */
function listContentForms(parts: readonly TextPart[]): (readonly TextPart[])[] {
  return [parts, trimStart(trimEnd(parts)), trimEnd(parts), trimStart(parts)];
}

function trimStart(parts: readonly TextPart[]): readonly TextPart[] {
  const first = parts.findIndex(({ text }) => text.trimStart() !== '');
  const part = parts[first];
  if (!part) return [];
  const text = part.text.trimStart();
  const offset = (part.offset ?? 0) + part.text.length - text.length;
  return [{ ...part, text, offset }, ...parts.slice(first + 1)];
}

function trimEnd(parts: readonly TextPart[]): readonly TextPart[] {
  const last = parts.findLastIndex(({ text }) => text.trimEnd() !== '');
  const part = parts[last];
  return part ? [...parts.slice(0, last), { ...part, text: part.text.trimEnd() }] : [];
}
