/** Describes the syntax of tool calls in a model's answers, for parsers and grammars. */
export type ToolCallSyntax = TaggedToolCalls | ControlToolCalls;

/**
 * Describes the syntax of models without control tokens for tools. Each call is a JSON object between two plain-text tags,
 * `<tool_call>\n{"name": "…", "arguments": {…}}\n</tool_call>`; several calls follow each other.
 */
export interface TaggedToolCalls {
  readonly kind: 'tagged';
  readonly open: string;
  readonly close: string;
}

/** Describes the syntax of Mistral's later models: a control token and an array, `[TOOL_CALLS] [{"name": "…", …}]`. */
export interface ControlToolCalls {
  readonly kind: 'control';
  readonly marker: string;
}

/** The plain-text syntax that this library asks models to use. */
export const taggedToolCalls: TaggedToolCalls = { kind: 'tagged', open: '<tool_call>', close: '</tool_call>' };

/** The syntax that Mistral's models are trained on since their second tokenizer. */
export const controlToolCalls: ControlToolCalls = { kind: 'control', marker: '[TOOL_CALLS]' };

/** Plain-text tags around the result of a call. The opening tag goes on with the name of the tool. */
export const toolResultTags = { open: '<tool_result', close: '</tool_result>' } as const;
