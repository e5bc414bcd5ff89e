import { type MessageContent } from '@langchain/core/messages';

import { isPlainName } from './safe-metadata.js';

const mediaTypes: ReadonlySet<unknown> = new Set([
  'image',
  'image_url',
  'input_image',
  'audio',
  'input_audio',
  'video',
  'file',
  'input_file',
  'media',
  'container_upload',
]);

/**
 * Checks whether a content block contains an image, a sound or a file, and no text: this library moderates only text.
 */
export function isMedia(block: unknown): boolean {
  return (
    typeof block === 'object' && block !== null && 'type' in block && mediaTypes.has(block.type) && !('text' in block)
  );
}

/** Selects the content of a message that is moderated: all but media blocks. */
export function readContent(content: MessageContent): unknown {
  return typeof content === 'string' ? content : content.map(readBlock);
}

/** Reads only the text of a plain text block: a classifier would read field names as words of the text. */
function readBlock(block: object): unknown {
  if (isMedia(block)) return null;
  if (!isText(block)) return block;
  const others = otherFields(block);
  return isFilled(others) ? [block.text, others] : block.text;
}

interface TextBlock {
  readonly type: string;
  readonly text: string;
}

/** Checks whether a block is a text or a text file. */
function isText(block: object): block is TextBlock {
  return (
    'type' in block &&
    (block.type === 'text' || mediaTypes.has(block.type)) &&
    'text' in block &&
    typeof block.text === 'string'
  );
}

/** The fields of blocks that hold a short name or a number. */
const structuralFields: ReadonlySet<string> = new Set(['type', 'source_type', 'mime_type', 'mimeType', 'index']);

function otherFields({ text: _text, ...others }: TextBlock): Readonly<Record<string, unknown>> {
  const isName = (value: unknown): boolean =>
    typeof value === 'number' || (typeof value === 'string' && isPlainName(value));
  return Object.fromEntries(
    Object.entries(others).filter(([name, value]) => !(structuralFields.has(name) && isName(value))),
  );
}

/** Puts moderated content, as `readContent` selects it, in place of the original. */
export function withContent(original: MessageContent, moderated: unknown): MessageContent {
  if (typeof original === 'string' || !Array.isArray(moderated)) return moderated as MessageContent;
  const put = (block: (typeof original)[number], value: unknown): typeof block => {
    if (isMedia(block)) return block;
    return isText(block) ? (withText(block, value) as typeof block) : (value as typeof block);
  };
  return original.map((block, index) => put(block, moderated[index]));
}

function withText(block: TextBlock, moderated: unknown): TextBlock {
  const others = otherFields(block);
  const [text, moderatedOthers] = (isFilled(others) ? moderated : [moderated, {}]) as readonly [
    unknown,
    Readonly<Record<string, unknown>>,
  ];
  const structure = Object.entries(block).filter(([name]) => !Object.hasOwn(others, name));
  return { ...(Object.fromEntries(structure) as Record<'type', string>), ...moderatedOthers, text: String(text) };
}

function isFilled(fields: object): boolean {
  return Object.keys(fields).length > 0;
}
