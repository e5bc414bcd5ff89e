import { Template } from '@huggingface/jinja';
import { InvalidConversationError, TemplateRenderError } from './errors.js';
import { type ChatMessage } from './messages.js';
import { type PromptTemplate } from './prompt-template.js';
import { type Segment, templateText, type TextPart } from './segments.js';

/** What a model file says about its own template. */
export interface JinjaTemplateOptions {
  /** The Jinja text, `tokenizer.chat_template` of a GGUF file. */
  readonly source: string;
  /** Control tokens by their text. */
  readonly controlTokens: ReadonlyMap<string, number>;
  /** Text of the token that begins a prompt, as the template's `bos_token`. Default: empty. */
  readonly bosToken?: string | undefined;
  /** Text of the token that ends an answer, as the template's `eos_token`. Default: empty. */
  readonly eosToken?: string | undefined;
  /** Whether the vocabulary is SentencePiece, whose texts begin with a prefix space. Default false. */
  readonly hasPrefixSpace?: boolean | undefined;
}

/**
 * A model's own Jinja template, with content kept apart: the template is rendered with a placeholder for each message, and
 * only the text between them is searched for control tokens. Text between control tokens is encoded as one run, as it was
 * in training.
 *
 * @throws {TemplateRenderError} when the template cannot be parsed
 */
export function jinjaTemplate(options: JinjaTemplateOptions): PromptTemplate {
  const template = parse(options.source);
  const split = controlSplitter(options.controlTokens);
  const render = (messages: readonly ChatMessage[]) => renderText(template, options, messages);
  return {
    version: `jinja-${checksum(options.source)}`,
    answerHasPrefixSpace: options.hasPrefixSpace === true && !endsWithSpace(render),
    render(messages) {
      checkRoles(messages);
      const parts = contentApart(messages, render);
      return toSegments(parts, split);
    },
  };
}

function parse(source: string): Template {
  try {
    return new Template(source);
  } catch (cause) {
    throw new TemplateRenderError(`The model's chat template is not valid Jinja: ${messageOf(cause)}`, { cause });
  }
}

function renderText(template: Template, options: JinjaTemplateOptions, messages: readonly ChatMessage[]): string {
  try {
    return template.render({
      messages: messages.map(({ role, content }) => ({ role, content })),
      add_generation_prompt: true,
      bos_token: options.bosToken ?? '',
      eos_token: options.eosToken ?? '',
    });
  } catch (cause) {
    throw new TemplateRenderError(`The model's chat template refuses the conversation: ${messageOf(cause)}`, { cause });
  }
}

/** Renders with placeholders, and proves that putting the contents in gives what the template itself would render. */
function contentApart(messages: readonly ChatMessage[], render: (messages: readonly ChatMessage[]) => string): TextPart[] {
  const expected = render(messages);
  const nonce = crypto.randomUUID();
  const placeholder = (index: number) => `${nonce}:${index};`;
  const rendered = render(messages.map((message, index) => ({ ...message, content: placeholder(index) })));
  // Templates that change contents at all trim them: both forms are tried.
  for (const contentOf of [(text: string) => text, (text: string) => text.trim()]) {
    const parts = rendered.split(new RegExp(`${nonce}:(\\d+);`)).map((text, position): TextPart => {
      if (position % 2 === 0) return templateText(text);
      const messageIndex = Number(text);
      const message = messages[messageIndex] as ChatMessage;
      return { text: contentOf(message.content), source: message.role, messageIndex };
    });
    if (parts.map((part) => part.text).join('') === expected) return parts;
  }
  throw new TemplateRenderError(
    "The model's chat template changes the messages' text in a way that cannot be kept apart from its own. Use another file of the model.",
  );
}

function toSegments(parts: readonly TextPart[], split: (text: string) => (string | number)[]): Segment[] {
  const segments: Segment[] = [];
  let run: TextPart[] = [];
  const endRun = () => {
    if (run.some((part) => part.text !== '')) segments.push({ kind: 'text', parts: run });
    run = [];
  };
  for (const part of parts) {
    if (part.source !== 'template') {
      run.push(part);
      continue;
    }
    for (const piece of split(part.text)) {
      if (typeof piece === 'string') run.push(templateText(piece));
      else {
        endRun();
        segments.push({ kind: 'control', token: piece });
      }
    }
  }
  endRun();
  return segments;
}

/** Splits template text at control tokens, the longest first. */
function controlSplitter(controlTokens: ReadonlyMap<string, number>): (text: string) => (string | number)[] {
  const texts = [...controlTokens.keys()].filter((text) => text !== '').sort((a, b) => b.length - a.length);
  if (texts.length === 0) return (text) => [text];
  const pattern = new RegExp(`(${texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|')})`);
  const pieceAt = (piece: string, position: number): (string | number)[] => {
    if (position % 2 === 1) return [controlTokens.get(piece) as number];
    return piece === '' ? [] : [piece];
  };
  return (text) => text.split(pattern).flatMap(pieceAt);
}

function checkRoles(messages: readonly ChatMessage[]): void {
  if (messages.length === 0) throw new InvalidConversationError('EMPTY_CONVERSATION', -1, 'The conversation is empty: add a user message.');
  for (const [index, { role, toolCalls }] of messages.entries()) {
    if (role === 'tool' || toolCalls?.length) {
      throw new InvalidConversationError('TOOLS_NOT_SUPPORTED', index, `Message ${index} has a tool call or a tool result, which this template cannot express yet.`);
    }
  }
}

/** Whether the prompt ends with white space, after which an answer begins without a prefix space. */
function endsWithSpace(render: (messages: readonly ChatMessage[]) => string): boolean {
  return /\s$/.test(render([{ role: 'user', content: 'a' }]));
}

/** FNV-1a of the text, in hexadecimal: tells templates apart in cache keys. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
