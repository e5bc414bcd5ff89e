const endpoints = ['messages'] as const;

const always = (): boolean => true;
const isFalse = (value: unknown): boolean => value === false;
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
const isDirectCaller = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'direct';

/** Creates rows that have everything but the field in common. */
function rows<Rule extends object>(fields: readonly string[], rule: Rule) {
  return fields.map((field) => ({ field, endpoints, ...rule }));
}

/** The rows of the table of fields that only Anthropic's API has. */
export const anthropicFields = [
  ...rows(['cache_control', 'system.cache_control', 'messages.content.content.cache_control'], {
    reason: 'prompts are cached anyway; it changes only the time',
    isHarmless: always,
  }),
  ...rows(['messages.content.thinking', 'messages.content.signature', 'messages.content.data'], {
    reason: 'thoughts of another model, which are no part of its answer',
    isHarmless: always,
  }),
  ...rows(['messages.content.citations', 'system.citations'], {
    reason: 'sources of an earlier answer; its text is there',
    asksNothing: isEmptyList,
    isHarmless: always,
  }),
  ...rows(['messages.content.caller'], {
    reason: 'the program that made a call; its result is the same',
    asksNothing: isDirectCaller,
    isHarmless: always,
  }),
  ...rows(['messages.content.toolset_name'], { reason: 'there are no sets of tools' }),
  ...rows(['output_config.effort'], {
    reason: 'a wish for the length and the thoughts, without a bound; say it in the prompt',
    isHarmless: always,
  }),
  ...rows(['context_management'], {
    reason: 'makes long histories shorter; the whole history is read',
    asksNothing: (value: unknown) => typeof value === 'object' && value !== null && Object.keys(value).length === 0,
    isHarmless: always,
  }),
  ...rows(['speed'], {
    reason: 'price and speed of a hosted service',
    asksNothing: (value: unknown) => value === 'standard',
    isHarmless: always,
  }),
  ...rows(['inference_geo', 'diagnostics', 'user_profile_id', 'workspace_id'], {
    reason: 'about a hosted service, not about the answer',
    isHarmless: always,
  }),
  ...rows(['thread'], { reason: 'the server keeps no conversations; each request has the whole one' }),
  ...rows(['container'], { reason: 'there is no container for programs' }),
  ...rows(['mcp_servers'], { reason: 'the server calls no other servers', asksNothing: isEmptyList }),
  ...rows(['tools.input_examples'], {
    reason: 'hints for the arguments, which follow their schema',
    asksNothing: isEmptyList,
    isHarmless: always,
  }),
  ...rows(['tools.eager_input_streaming'], {
    reason: 'calls come whole, once they are moderated',
    asksNothing: isFalse,
    isHarmless: always,
  }),
  ...rows(['tools.defer_loading'], {
    reason: 'hides a tool until a search finds it; the model sees it at once',
    asksNothing: isFalse,
    isHarmless: always,
  }),
  ...rows(['tools.allowed_callers'], {
    reason: 'only the model calls tools',
    asksNothing: (value: unknown) => Array.isArray(value) && value.every((caller) => caller === 'direct'),
  }),
];
