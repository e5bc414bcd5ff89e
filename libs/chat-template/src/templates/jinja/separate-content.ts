import { TemplateRenderError } from '../../errors/chat-template-errors.js';
import { type JinjaRenderer } from './jinja-renderer.js';
import { type PlainMessage } from '../normalize.js';
import { templateText, type TextPart, textOfParts } from '../../conversation/segments.js';

/** Noncharacters, which no text interchanged may hold, around the index of a message. */
const placeholderStart = '\ufdd0';
const placeholderEnd = '\ufdd1';
const placeholderPattern = /\ufdd0(\d+)\ufdd1/;

/** Whether a template could itself write a placeholder. */
export function holdsPlaceholder(source: string): boolean {
  return source.includes(placeholderStart);
}

/**
 * Renders a conversation with the contents kept apart from the template's text. The template is rendered twice: once as it
 * is, and once with a placeholder for each content. The second rendering holds no character of any message, so nothing in a
 * message can pass for a placeholder. Putting the contents in must give the first rendering again, whatever the template
 * does: some trim the contents, which is followed; anything else is refused.
 *
 * @returns the parts in order: template text, and the parts of the messages
 * @throws {TemplateRenderError} when the template refuses the conversation, or changes contents in another way
 */
export function renderContentApart(messages: readonly PlainMessage[], render: JinjaRenderer): TextPart[] {
  const contents = messages.map(({ parts }) => textOfParts(parts));
  const expected = render(messages.map(({ role }, index) => ({ role, content: contents[index] as string })));
  // Templates may ask whether a content is empty, so that an empty one stays empty.
  const placeholder = (index: number) => (contents[index] === '' ? '' : `${placeholderStart}${index}${placeholderEnd}`);
  const rendered = render(messages.map(({ role }, index) => ({ role, content: placeholder(index) })));
  return putContentsIn(rendered.split(placeholderPattern), messages, expected);
}

/** @param pieces template text at even positions, indexes of messages at odd ones */
function putContentsIn(pieces: readonly string[], messages: readonly PlainMessage[], expected: string): TextPart[] {
  const parts: TextPart[] = [];
  let position = 0;
  for (let at = 0; at < pieces.length; at += 2) {
    const text = pieces[at] as string;
    parts.push(templateText(text));
    position += text.length;
    if (at + 1 === pieces.length) break;
    const next = pieces[at + 2] as string;
    const message = messages[Number(pieces[at + 1])] as PlainMessage;
    const content = contentForms(message.parts).find((form) => {
      const end = position + textOfParts(form).length;
      return expected.startsWith(textOfParts(form), position) && expected.startsWith(next, end);
    });
    if (!content) break;
    parts.push(...content);
    position += textOfParts(content).length;
  }
  if (textOfParts(parts) === expected) return parts;
  throw new TemplateRenderError(
    "The model's chat template changes the messages' text in a way that cannot be kept apart from its own. Use another file of the model.",
  );
}

/** What templates make of a content: nothing, or less white space at its edges. */
function contentForms(parts: readonly TextPart[]): (readonly TextPart[])[] {
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
