/** Strings with which chat templates mark turns and tools. They have no use in a text, except in one about templates. */
export const templateStrings: readonly string[] = [
  // Mistral
  '[INST]',
  '[/INST]',
  '[TOOL_CALLS]',
  '[AVAILABLE_TOOLS]',
  '[/AVAILABLE_TOOLS]',
  '[TOOL_RESULTS]',
  '[/TOOL_RESULTS]',
  '[TOOL_CONTENT]',
  '[SYSTEM_PROMPT]',
  '[/SYSTEM_PROMPT]',
  '[CALL_ID]',
  // Llama 2
  '<<SYS>>',
  '<</SYS>>',
  // Gemma
  '<start_of_turn>',
  '<end_of_turn>',
];

/**
 * Strings that also mean something else: `<s>` is HTML's tag for struck-out text, `[ARGS]` stands in manuals. One alone is weak evidence and gets
 * a low score.
 */
export const ambiguousStrings: readonly string[] = [
  '<s>',
  '</s>',
  '<bos>',
  '<eos>',
  '<unk>',
  '<pad>',
  '[IMG]',
  '[PREFIX]',
  '[SUFFIX]',
  '[ARGS]',
];

/**
 * Strings between bars that are certain even with white space inside. Others of this form are found only without: `a <| f |> b` is a
 * pipe in several programming languages.
 */
export const barredStrings: readonly string[] = [
  '<|im_start|>',
  '<|im_end|>',
  '<|im_sep|>',
  '<|eot_id|>',
  '<|eom_id|>',
  '<|start_header_id|>',
  '<|end_header_id|>',
  '<|begin_of_text|>',
  '<|end_of_text|>',
  '<|endoftext|>',
];
