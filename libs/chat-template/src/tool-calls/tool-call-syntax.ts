/** How the answers of a model call tools. A parser and a grammar need to know it. */
export type ToolCallSyntax = TaggedToolCalls | ControlToolCalls;

/**
 * For models without tokens for tools: each call is a JSON object between two tags of plain text,
 * `<tool_call>\n{"name": "…", "arguments": {…}}\n</tool_call>`; several calls follow each other.
 */
export interface TaggedToolCalls {
  readonly kind: 'tagged';
  readonly open: string;
  readonly close: string;
}

/** For Mistral's later models: a control token, then a JSON array, `[TOOL_CALLS] [{"name": "…", "arguments": {…}}]`. */
export interface ControlToolCalls {
  readonly kind: 'control';
  readonly marker: string;
}

/** The plain-text form that this library asks models to use. */
export const taggedToolCalls: TaggedToolCalls = { kind: 'tagged', open: '<tool_call>', close: '</tool_call>' };

/** The form that Mistral's models were trained on from the second tokenizer on. */
export const controlToolCalls: ControlToolCalls = { kind: 'control', marker: '[TOOL_CALLS]' };

/** Tags around the result of a call in plain text. */
export const toolResultTags = { open: '<tool_result', close: '</tool_result>' } as const;
