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

/** Whether a content block carries a picture, sound or file, and no text: this library judges text only. */
export function isMedia(block: unknown): boolean {
  return (
    typeof block === 'object' && block !== null && 'type' in block && mediaTypes.has(block.type) && !('text' in block)
  );
}

/** What is to be judged of a message's content: of media blocks nothing. */
export function readableContent(content: MessageContent): unknown {
  return typeof content === 'string' ? content : content.map(readableBlock);
}

/** Of a text block the text alone where nothing else stands beside it: to a classifier names of fields would be words of the text. */
function readableBlock(block: object): unknown {
  if (isMedia(block)) return null;
  if (!isText(block)) return block;
  const others = besideText(block);
  return isFilled(others) ? [block.text, others] : block.text;
}

interface TextBlock {
  readonly type: string;
  readonly text: string;
}

/** A text, or a file that is one. */
function isText(block: object): block is TextBlock {
  return (
    'type' in block &&
    (block.type === 'text' || mediaTypes.has(block.type)) &&
    'text' in block &&
    typeof block.text === 'string'
  );
}

/** Fields of blocks that hold a name or a number. */
const structuralFields: ReadonlySet<string> = new Set(['type', 'source_type', 'mime_type', 'mimeType', 'index']);

function besideText({ text: _text, ...others }: TextBlock): Readonly<Record<string, unknown>> {
  const isName = (value: unknown): boolean =>
    typeof value === 'number' || (typeof value === 'string' && isPlainName(value));
  return Object.fromEntries(
    Object.entries(others).filter(([name, value]) => !(structuralFields.has(name) && isName(value))),
  );
}

/** The content with what was approved of it in its place. */
export function withContent(original: MessageContent, approved: unknown): MessageContent {
  if (typeof original === 'string' || !Array.isArray(approved)) return approved as MessageContent;
  const put = (block: (typeof original)[number], value: unknown): typeof block => {
    if (isMedia(block)) return block;
    return isText(block) ? (withText(block, value) as typeof block) : (value as typeof block);
  };
  return original.map((block, index) => put(block, approved[index]));
}

function withText(block: TextBlock, approved: unknown): TextBlock {
  const beside = besideText(block);
  const [text, others] = (isFilled(beside) ? approved : [approved, {}]) as readonly [
    unknown,
    Readonly<Record<string, unknown>>,
  ];
  const structure = Object.entries(block).filter(([name]) => !Object.hasOwn(beside, name));
  return { ...(Object.fromEntries(structure) as Record<'type', string>), ...others, text: String(text) };
}

function isFilled(fields: object): boolean {
  return Object.keys(fields).length > 0;
}
