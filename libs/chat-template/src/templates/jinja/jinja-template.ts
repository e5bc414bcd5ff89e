import {
  controlSegment,
  joinParts,
  removeEndSpaces,
  type Segment,
  templateText,
  type TextPart,
} from '../../conversation/segments.js';
import { validateConversation } from '../../conversation/validate.js';
import { TemplateRenderError } from '../../errors/chat-template-errors.js';
import { checksum } from '../../text/checksum.js';
import { taggedToolCalls } from '../../tool-calls/tool-call-syntax.js';
import { messageSeparator, normalizeConversation, type PlainMessage } from '../normalize.js';
import { toPlainMessages } from '../plain-messages.js';
import { type PromptTemplate } from '../prompt-template.js';
import { createJinjaRenderer, type JinjaRenderer } from './jinja-renderer.js';
import { containsPlaceholder, renderSeparately } from './separate-content.js';
import { createControlTokenSplitter } from './split-control-tokens.js';

/** Describes the options of `jinjaTemplate`, as a model file gives them. */
export interface JinjaTemplateOptions {
  /** The Jinja text, `tokenizer.chat_template` of a GGUF file. */
  readonly source: string;
  /** Control tokens by their text. */
  readonly controlTokens: ReadonlyMap<string, number>;
  /** Text of the token that begins a prompt, the template's `bos_token`. Default: empty. */
  readonly bosToken?: string | undefined;
  /** Text of the token that ends an answer, the template's `eos_token`. Default: empty. */
  readonly eosToken?: string | undefined;
  /** Whether the vocabulary is SentencePiece, whose texts begin with a prefix space. Default false. */
  readonly isSentencePiece?: boolean | undefined;
  /**
   * Whether every prompt begins with `bosToken`, `tokenizer.ggml.add_bos_token` of a GGUF file: then it is put in front when
   * the template does not write it. Default false.
   */
  readonly addBosToken?: boolean | undefined;
  /** System text for conversations that have none, instead of what the template would put there. */
  readonly defaultSystem?: string | undefined;
}

/**
 * Makes a prompt template of a model's own Jinja template. Control tokens are looked for in the template's text only, never in
 * the messages. Text between control tokens is encoded as one run, as in training.
 *
 * When the template refuses a conversation, two other forms are tried: first with neighbours of one role merged, then with
 * the system text in the first user turn. The conversation mode `strict` tries neither. Tools are described in plain text.
 *
 * @throws {TemplateRenderError} when the template cannot be parsed
 */
export function jinjaTemplate(options: JinjaTemplateOptions): PromptTemplate {
  const { source, controlTokens, bosToken = '', eosToken = '', isSentencePiece = false, defaultSystem } = options;
  if (containsPlaceholder(source)) {
    throw new TemplateRenderError(
      "The model's chat template holds the noncharacter U+FDD0. Use another file of the model.",
    );
  }
  const render = createJinjaRenderer(source, { bosToken, eosToken });
  const split = createControlTokenSplitter(controlTokens);
  const begin = options.addBosToken === true ? controlTokens.get(bosToken) : undefined;
  const probe = renderProbes(render);
  const writesNames = findsNames(render);
  return {
    version: `jinja-${checksum(`${source}\0${defaultSystem ?? ''}`)}`,
    answerHasPrefixSpace: isSentencePiece && !/\s$/.test(probe.at(-1)?.text ?? ''),
    isSentencePiece,
    guardedStrings: [...new Set([...controlTokens.keys(), ...findTurnMarkers(probe)])],
    writesNames,
    toolCallSyntax: taggedToolCalls,
    render(messages, promptOptions): readonly Segment[] {
      validateConversation(messages, promptOptions);
      const given = toPlainMessages(messages, promptOptions);
      const plain = addDefaultSystem(writesNames ? given : given.map(withoutName), defaultSystem);
      const attempts =
        promptOptions?.conversation === 'strict'
          ? [() => plain]
          : [() => plain, () => mergeRoles(plain), () => moveSystemToUser(plain)];
      const isOpen = promptOptions?.continueFinalMessage === true && plain.at(-1)?.role === 'assistant';
      const parts = isOpen
        ? cutAfterLastContent(renderFirstAccepted(attempts, (turns) => render(turns, false)))
        : renderFirstAccepted(attempts, render);
      return prependToken(begin, split(parts));
    },
  };
}

/** Renders the first form of the conversation that the template accepts. If it accepts none, throws its first refusal. */
function renderFirstAccepted(attempts: readonly (() => readonly PlainMessage[])[], render: JinjaRenderer): TextPart[] {
  let refusal: unknown;
  for (const attempt of attempts) {
    try {
      return renderSeparately(attempt(), render);
    } catch (error) {
      if (!TemplateRenderError.isInstance(error)) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

/**
 * Cuts off the template's end of the last answer, so that the model continues the answer.
 *
 * @throws {TemplateRenderError} when the template leaves the answer out
 */
function cutAfterLastContent(parts: readonly TextPart[]): TextPart[] {
  const last = parts.findLastIndex(({ source }) => source !== 'template');
  if (parts[last]?.source === 'assistant') return [...removeEndSpaces(parts.slice(0, last + 1))];
  throw new TemplateRenderError(
    "The model's chat template leaves out the answer at the end, so that it cannot be continued. End with a user message.",
  );
}

function mergeRoles(messages: readonly PlainMessage[]): PlainMessage[] {
  const { system, turns } = normalizeConversation(messages);
  return system.length > 0 ? [{ role: 'system', parts: system }, ...turns] : [...turns];
}

function moveSystemToUser(messages: readonly PlainMessage[]): PlainMessage[] {
  const { system, turns } = normalizeConversation(messages);
  const [first, ...others] = turns;
  if (!first) return [];
  return [
    {
      role: 'user',
      parts: joinParts(
        [system, first.parts].filter(({ length }) => length > 0),
        messageSeparator,
      ),
    },
    ...others,
  ];
}

function addDefaultSystem(
  messages: readonly PlainMessage[],
  defaultSystem: string | undefined,
): readonly PlainMessage[] {
  if (defaultSystem === undefined || messages.some(({ role }) => role === 'system')) return messages;
  return [
    { role: 'system', parts: [{ text: defaultSystem, source: 'system', messageIndex: -1, path: 'defaultSystem' }] },
    ...messages,
  ];
}

function prependToken(token: number | undefined, segments: Segment[]): Segment[] {
  const [first] = segments;
  if (token === undefined || (first?.kind === 'control' && first.token === token)) return segments;
  return [controlSegment(token), ...segments];
}

/** Renders short conversations to find the template's own text. Returns an empty part for a template that refuses them. */
function renderProbes(render: JinjaRenderer): TextPart[] {
  const message = (role: PlainMessage['role'], text: string): PlainMessage => ({
    role,
    parts: [{ text, source: role, messageIndex: 0 }],
  });
  const turns = [message('user', 'a'), message('assistant', 'b'), message('user', 'c')];
  const probes = [[message('system', 'd'), ...turns], turns].flatMap((messages) => {
    try {
      return renderSeparately(messages, render);
    } catch {
      return [];
    }
  });
  return probes.length > 0 ? probes : [templateText('')];
}

/** Checks whether a template writes the name of an author as it is. */
function findsNames(render: JinjaRenderer): boolean {
  const probe: PlainMessage = {
    role: 'user',
    parts: [{ text: 'a', source: 'user', messageIndex: 0 }],
    name: { text: 'Name', source: 'user', messageIndex: 0 },
  };
  try {
    return renderSeparately([probe], render).some((part) => part === probe.name);
  } catch {
    return false;
  }
}

function withoutName({ name: _, ...message }: PlainMessage): PlainMessage {
  return message;
}

/**
 * Matches the turn markers that templates write in plain text: `<|user|>`, `<start_of_turn>`, `[/INST]`, `<<SYS>>`, and lines
 * such as `USER:` or `### Response:`. Every repetition is bounded, so the patterns run in linear time.
 */
const markerPatterns = [
  /<\|[^<>|\s]{1,60}\|>/g,
  /<<\/?\w{1,60}>>/g,
  /<\/?[A-Za-z][\w-]{0,60}>/g,
  /\[\/?[A-Z][A-Z_]{0,60}\]/g,
  /^(?:#{1,6} ?)?[A-Za-z][A-Za-z ]{0,40}:/gm,
];

/** Finds the turn markers in a template's own text, so that messages can be kept from spelling them. */
function findTurnMarkers(parts: readonly TextPart[]): string[] {
  const texts = parts.filter(({ source }) => source === 'template').map(({ text }) => text);
  return texts.flatMap((text) => markerPatterns.flatMap((pattern) => text.match(pattern) ?? []));
}
