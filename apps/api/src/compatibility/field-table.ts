import { anthropicFields } from './anthropic-fields.js';
import { responseFields } from './response-fields.js';

/** The endpoints that the table is about. */
export type Endpoint =
  'chat' | 'text' | 'embeddings' | 'moderations' | 'tokens' | 'messages' | 'responses' | 'conversations';

/** Checks a value. The JSON Schema says the same, for the document of the API. */
export interface ValueCheck {
  (value: unknown): boolean;
  readonly schema?: object;
}

/** One row of the table: a field that other servers know, and the way in which it is treated here. */
export interface FieldRule {
  /** The path of the field: `messages.name` is the name of each message. */
  readonly field: string;
  readonly endpoints: readonly Endpoint[];
  /** The reason for the decision, as documented. */
  readonly reason: string;
  /** Checks whether a value asks for nothing. It is then left out and not listed. A null always asks for nothing. */
  readonly asksNothing?: ValueCheck;
  /** Checks whether a value can be left out without harm. It is then listed as ignored. Default: no other value can. */
  readonly isHarmless?: ValueCheck;
  /** Whether the field stays allowed with `STRICT_FIELDS=true`. Default false. */
  readonly isLabel?: boolean;
}

/** The endpoints that store nothing. */
const stateless: readonly Endpoint[] = ['chat', 'text', 'embeddings', 'moderations', 'tokens', 'messages'];
const every: readonly Endpoint[] = [...stateless, 'responses'];
const completions: readonly Endpoint[] = ['chat', 'text'];
const chat: readonly Endpoint[] = ['chat'];
const conversations: readonly Endpoint[] = ['chat', 'tokens'];
const tokens: readonly Endpoint[] = ['tokens'];
const text: readonly Endpoint[] = ['text'];
const everyConversation: readonly Endpoint[] = [...conversations, 'messages'];

/** Makes a check of a function and the JSON Schema that says the same. */
const withSchema = (check: (value: unknown) => boolean, schema: object): ValueCheck => Object.assign(check, { schema });

const always = withSchema(() => true, {});
const isOneOf = (...values: readonly unknown[]): ValueCheck =>
  withSchema((value) => values.includes(value), { enum: values });
const isEmptyList = withSchema((value) => Array.isArray(value) && value.length === 0, { type: 'array', maxItems: 0 });
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const hasOnly = (...names: readonly string[]): ValueCheck =>
  withSchema((value) => isObject(value) && Object.keys(value).every((name) => names.includes(name)), {
    type: 'object',
    propertyNames: { enum: names },
  });
const isEmptyObject = withSchema((value) => isObject(value) && Object.keys(value).length === 0, {
  type: 'object',
  maxProperties: 0,
});
const isDisabled = withSchema((value) => isObject(value) && 'type' in value && value.type === 'disabled', {
  type: 'object',
  properties: { type: { const: 'disabled' } },
  required: ['type'],
});
const isTextOnly = withSchema((value) => Array.isArray(value) && value.every((one) => one === 'text'), {
  type: 'array',
  items: { const: 'text' },
});

/** Checks for the modes of OpenAI's moderation of the input and the output. */
const isModerationPolicy =
  (...modes: readonly string[]) =>
  (value: unknown): boolean =>
    hasOnly('input', 'output')(value) &&
    Object.values(value as object).every(
      (side: unknown) =>
        side === null || (hasOnly('mode')(side) && isOneOf(...modes)((side as { mode?: unknown }).mode)),
    );

/** Creates rows that have everything but the field in common. */
function rows(fields: readonly string[], rule: Omit<FieldRule, 'field'>): FieldRule[] {
  return fields.map((field) => ({ field, ...rule }));
}

/**
 * Every field that is not honoured and yet accepted, at all or some values. The rule: a value that changes the meaning of an
 * answer is honoured or refused by name, and a value that does no harm is ignored and listed. A field that is neither here nor in
 * the schema of the endpoint is refused: it may change the meaning, and a misspelt option must not pass.
 */
export const fieldTable: readonly FieldRule[] = [
  ...rows(['user', 'safety_identifier', 'prompt_cache_key'], {
    endpoints: every,
    reason: 'a label of the caller; nothing is counted, stored or cached by it',
    isHarmless: always,
    isLabel: true,
  }),
  {
    field: 'metadata',
    endpoints: stateless,
    reason: 'labels of an answer that is stored, and none is',
    asksNothing: isEmptyObject,
    isHarmless: always,
  },
  {
    field: 'store',
    endpoints: completions,
    reason: 'asks to keep the answer for later; the answer itself is the same',
    asksNothing: isOneOf(false),
    isHarmless: always,
  },
  {
    field: 'service_tier',
    endpoints: every,
    reason: 'price and speed of a hosted service',
    asksNothing: isOneOf('auto', 'default'),
    isHarmless: always,
  },
  ...rows(['prompt_cache_retention', 'prompt_cache_options'], {
    endpoints: every,
    reason: 'prompts are cached anyway; it changes only the time',
    isHarmless: always,
  }),
  {
    field: 'prediction',
    endpoints: chat,
    reason: 'makes an answer faster, never different',
    isHarmless: always,
  },
  {
    field: 'thinking',
    endpoints: everyConversation,
    reason: 'how long a reasoning model thinks; these models do not, so its budget is free for the answer',
    asksNothing: isDisabled,
    isHarmless: always,
  },
  ...rows(['reasoning_effort', 'reasoning', 'include_reasoning'], {
    endpoints: chat,
    reason: 'how long a reasoning model thinks; these models do not, which is the effort "none"',
    isHarmless: always,
  }),
  {
    field: 'verbosity',
    endpoints: chat,
    reason: 'a wish for the length, without a bound; say it in the prompt',
    isHarmless: always,
  },
  {
    field: 'chat_template_kwargs',
    endpoints: conversations,
    reason: 'a switch for thinking says nothing to these models; any other argument changes the prompt',
    asksNothing: isEmptyObject,
    isHarmless: hasOnly('enable_thinking', 'thinking'),
  },
  {
    field: 'stream_options.include_obfuscation',
    endpoints: completions,
    reason: 'padding of chunks, which clients throw away',
    asksNothing: isOneOf(false),
    isHarmless: always,
  },
  {
    field: 'stream_options.continuous_usage_stats',
    endpoints: completions,
    reason: 'the usage comes once, at the end',
    asksNothing: isOneOf(false),
    isHarmless: always,
  },
  ...rows(['messages.parsed', 'messages.tool_calls.function.parsed_arguments'], {
    endpoints: conversations,
    reason: 'what a client made of the text, which is there as well',
    isHarmless: always,
  }),
  ...rows(['messages.reasoning_content', 'messages.reasoning', 'messages.reasoning_details', 'messages.thinking'], {
    endpoints: conversations,
    reason: 'thoughts of another model, which are no part of its answer',
    isHarmless: always,
  }),
  {
    field: 'messages.annotations',
    endpoints: conversations,
    reason: 'sources of an earlier answer; its text is there',
    asksNothing: isEmptyList,
    isHarmless: always,
  },
  ...rows(['messages.id', 'messages.tool_calls.index'], {
    endpoints: conversations,
    reason: 'numbers of a client or a stream',
    isHarmless: always,
  }),
  ...rows(['messages.cache_control', 'messages.content.cache_control', 'tools.cache_control'], {
    endpoints: everyConversation,
    reason: 'prompts are cached anyway; it changes only the time',
    isHarmless: always,
  }),
  {
    field: 'messages.prefix',
    endpoints: conversations,
    reason: 'an answer at the end is always continued',
    asksNothing: isOneOf(true, false),
  },
  ...rows(['messages.audio', 'messages.function_call'], {
    endpoints: conversations,
    reason: 'sound, and an older form of calls; clients send them empty',
    asksNothing: isEmptyList,
  }),
  { field: 'functions', endpoints: chat, reason: 'an older form of `tools`', asksNothing: isEmptyList },
  {
    field: 'function_call',
    endpoints: chat,
    reason: 'an older form of `tool_choice`',
    asksNothing: isOneOf('none', 'auto'),
  },
  {
    field: 'moderation.policy',
    endpoints: [...chat, 'responses'],
    reason: 'the policy of the API key decides what is blocked, and a request cannot weaken it',
    asksNothing: isModerationPolicy('block'),
    isHarmless: isModerationPolicy('score', 'block'),
  },
  { field: 'modalities', endpoints: chat, reason: 'answers are text', asksNothing: isTextOnly },
  { field: 'audio', endpoints: chat, reason: 'answers are text' },
  { field: 'web_search_options', endpoints: chat, reason: 'there is no search' },
  {
    field: 'safe_prompt',
    endpoints: chat,
    reason: 'puts a text before the prompt; the policy moderates instead',
    asksNothing: isOneOf(false),
  },
  ...rows(['length_penalty', 'typical_p'], {
    endpoints: completions,
    reason: 'sampling that the engine does not have',
    asksNothing: isOneOf(1),
  }),
  ...rows(['use_beam_search', 'ignore_eos'], {
    endpoints: completions,
    reason: 'sampling that the engine does not have',
    asksNothing: isOneOf(false),
  }),
  ...rows(['min_tokens', 'top_a'], {
    endpoints: completions,
    reason: 'sampling that the engine does not have',
    asksNothing: isOneOf(0),
  }),
  {
    field: 'skip_special_tokens',
    endpoints: completions,
    reason: 'control tokens are never shown',
    asksNothing: isOneOf(true),
  },
  {
    field: 'add_generation_prompt',
    endpoints: conversations,
    reason: 'a prompt always ends where the answer begins or goes on',
    asksNothing: isOneOf(true),
  },
  {
    field: 'continue_final_message',
    endpoints: conversations,
    reason: 'an answer at the end is always continued',
    asksNothing: isOneOf(true, false),
  },
  ...rows(['return_token_strs', 'with_pieces'], {
    endpoints: tokens,
    reason: 'a token alone may be half a character; decode ids together',
    asksNothing: isOneOf(false),
  }),
  {
    field: 'parse_special',
    endpoints: tokens,
    reason: 'no text becomes a control token',
    asksNothing: isOneOf(false),
  },
  { field: 'suffix', endpoints: text, reason: 'no text can be put behind the answer', asksNothing: isOneOf('') },
  ...anthropicFields,
  ...responseFields,
];
