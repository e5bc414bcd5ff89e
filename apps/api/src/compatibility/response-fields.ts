const responses = ['responses'] as const;

const always = (): boolean => true;
const isFalse = (value: unknown): boolean => value === false;
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
const isDirectOnly = (value: unknown): boolean =>
  Array.isArray(value) && value.every((caller: unknown) => caller === 'direct');
const isDirectCaller = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'direct';

/** Creates rows for a field of the whole request. */
function rows<Rule extends object>(fields: readonly string[], rule: Rule) {
  return fields.map((field) => ({ field, endpoints: responses, ...rule }));
}

/** Creates rows for a field of items, which a request and a new conversation have. */
function itemRows<Rule extends object>(fields: readonly string[], rule: Rule) {
  return fields.flatMap((field) => [
    { field: `input.${field}`, endpoints: responses, ...rule },
    { field: `items.${field}`, endpoints: ['conversations'] as const, ...rule },
  ]);
}

/** The rows of the table of fields that only OpenAI's responses and conversations have. */
export const responseFields = [
  ...rows(['reasoning'], {
    reason: 'how long a reasoning model thinks; these models do not, which is the effort "none"',
    isHarmless: always,
  }),
  ...rows(['text.verbosity'], {
    reason: 'a wish for the length, without a bound; say it in the prompt',
    isHarmless: always,
  }),
  ...rows(['stream_options.include_obfuscation'], {
    reason: 'padding of events, which clients throw away',
    asksNothing: isFalse,
    isHarmless: always,
  }),
  ...rows(['max_tool_calls'], {
    reason: 'counts calls of tools that a server runs, and there are none',
    isHarmless: always,
  }),
  ...rows(['context_management'], {
    reason: 'makes long histories shorter; the whole history is read',
    asksNothing: isEmptyList,
    isHarmless: always,
  }),
  ...rows(['prompt'], { reason: 'there are no stored prompts' }),
  ...rows(['tools.defer_loading'], {
    reason: 'hides a tool until a search finds it; the model sees it at once',
    asksNothing: isFalse,
    isHarmless: always,
  }),
  ...rows(['tools.allowed_callers'], { reason: 'only the model calls tools', asksNothing: isDirectOnly }),
  ...rows(['tools.output_schema'], {
    reason: 'the form of results, which the caller makes itself',
    isHarmless: always,
  }),
  ...itemRows(['summary', 'encrypted_content'], {
    reason: 'thoughts of another model, which are no part of its answer',
    asksNothing: isEmptyList,
    isHarmless: always,
  }),
  ...itemRows(['content.annotations'], {
    reason: 'sources of an earlier answer; its text is there',
    asksNothing: isEmptyList,
    isHarmless: always,
  }),
  ...itemRows(['content.logprobs'], {
    reason: 'probabilities of an earlier answer',
    asksNothing: isEmptyList,
    isHarmless: always,
  }),
  ...itemRows(['content.parsed', 'parsed_arguments'], {
    reason: 'what a client made of the text, which is there as well',
    isHarmless: always,
  }),
  ...itemRows(['phase'], {
    reason: 'whether an earlier answer was a comment; its text is there',
    isHarmless: always,
  }),
  ...itemRows(['caller'], {
    reason: 'the program that made a call; its result is the same',
    asksNothing: isDirectCaller,
    isHarmless: always,
  }),
  ...itemRows(['created_by'], { reason: 'a label of another server', isHarmless: always }),
  ...itemRows(
    ['content.prompt_cache_breakpoint', 'output.prompt_cache_breakpoint', 'content.cache_control', 'cache_control'],
    { reason: 'prompts are cached anyway; it changes only the time', isHarmless: always },
  ),
];
