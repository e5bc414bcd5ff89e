import { checksum } from '../../text/checksum.js';
import { holdsPlaceholder, renderContentApart } from './separate-content.js';
import { TemplateRenderError } from '../../errors/chat-template-errors.js';
import { jinjaRenderer, type JinjaRenderer } from './jinja-renderer.js';
import { messageSeparator, normalizeConversation, type PlainMessage } from '../normalize.js';
import { plainMessages } from '../plain-messages.js';
import { type PromptTemplate } from '../prompt-template.js';
import { controlSegment, joinParts, type Segment, templateText, type TextPart } from '../../conversation/segments.js';
import { controlTokenSplitter } from './split-control-tokens.js';
import { taggedToolCalls } from '../../tool-calls/tool-call-syntax.js';
import { turnMarkersIn } from './turn-markers.js';
import { validateConversation } from '../../conversation/validate.js';

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
  /**
   * Whether every prompt begins with `bosToken`, `tokenizer.ggml.add_bos_token` of a GGUF file: then it is put in front when
   * the template does not write it. Default false.
   */
  readonly addBosToken?: boolean | undefined;
  /** System text for conversations that have none, instead of what the template would put there. */
  readonly defaultSystem?: string | undefined;
}

/**
 * A model's own Jinja template, with content kept apart: only the text of the template is searched for control tokens. Text
 * between control tokens is encoded as one run, as it was in training.
 *
 * Conversations that the template refuses are tried again with neighbours of one role merged, and then with the system's
 * text in the first user's turn, unless the conversation mode is `strict`. Tools are described in plain text.
 *
 * @throws {TemplateRenderError} when the template cannot be parsed
 */
export function jinjaTemplate(options: JinjaTemplateOptions): PromptTemplate {
  const { source, controlTokens, bosToken = '', eosToken = '', hasPrefixSpace = false, defaultSystem } = options;
  if (holdsPlaceholder(source))
    throw new TemplateRenderError(
      "The model's chat template holds the noncharacter U+FDD0. Use another file of the model.",
    );
  const render = jinjaRenderer(source, { bosToken, eosToken });
  const split = controlTokenSplitter(controlTokens);
  const begin = options.addBosToken === true ? controlTokens.get(bosToken) : undefined;
  const probe = probeParts(render);
  return {
    version: `jinja-${checksum(`${source}\0${defaultSystem ?? ''}`)}`,
    answerHasPrefixSpace: hasPrefixSpace && !/\s$/.test(probe.at(-1)?.text ?? ''),
    isSentencePiece: hasPrefixSpace,
    guardedStrings: [...new Set([...controlTokens.keys(), ...turnMarkersIn(probe)])],
    toolCallSyntax: taggedToolCalls,
    render(messages, promptOptions): readonly Segment[] {
      validateConversation(messages, promptOptions);
      const plain = withDefaultSystem(plainMessages(messages, promptOptions), defaultSystem);
      const attempts =
        promptOptions?.conversation === 'strict'
          ? [() => plain]
          : [() => plain, () => merged(plain), () => withoutSystem(plain)];
      return beginningWith(begin, split(firstRendered(attempts, render)));
    },
  };
}

/** The first form of the conversation that the template accepts; if it accepts none, the error about the caller's own. */
function firstRendered(attempts: readonly (() => readonly PlainMessage[])[], render: JinjaRenderer): TextPart[] {
  let refusal: unknown;
  for (const attempt of attempts) {
    try {
      return renderContentApart(attempt(), render);
    } catch (error) {
      if (!TemplateRenderError.isInstance(error)) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

function merged(messages: readonly PlainMessage[]): PlainMessage[] {
  const { system, turns } = normalizeConversation(messages);
  return system.length > 0 ? [{ role: 'system', parts: system }, ...turns] : [...turns];
}

function withoutSystem(messages: readonly PlainMessage[]): PlainMessage[] {
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

function withDefaultSystem(
  messages: readonly PlainMessage[],
  defaultSystem: string | undefined,
): readonly PlainMessage[] {
  if (defaultSystem === undefined || messages.some(({ role }) => role === 'system')) return messages;
  return [
    { role: 'system', parts: [{ text: defaultSystem, source: 'system', messageIndex: -1, path: 'defaultSystem' }] },
    ...messages,
  ];
}

function beginningWith(token: number | undefined, segments: Segment[]): Segment[] {
  const [first] = segments;
  if (token === undefined || (first?.kind === 'control' && first.token === token)) return segments;
  return [controlSegment(token), ...segments];
}

/** What the template writes around a short conversation. Empty for a template that refuses it. */
function probeParts(render: JinjaRenderer): TextPart[] {
  const message = (role: PlainMessage['role'], text: string): PlainMessage => ({
    role,
    parts: [{ text, source: role, messageIndex: 0 }],
  });
  const turns = [message('user', 'a'), message('assistant', 'b'), message('user', 'c')];
  const probes = [[message('system', 'd'), ...turns], turns].flatMap((messages) => {
    try {
      return renderContentApart(messages, render);
    } catch {
      return [];
    }
  });
  return probes.length > 0 ? probes : [templateText('')];
}
