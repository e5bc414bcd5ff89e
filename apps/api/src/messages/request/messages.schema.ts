import { optionBounds, stopBounds } from '@leeward/mixtral-llm';
import { z } from 'zod';
import { maximumMessages } from '../../completions/chat/schema/chat-message.schema.js';
import { boundedList } from '../../http/schema/bounded-list.js';
import { numberWithin } from '../../http/schema/number-within.js';
import { message, textContent } from './content-block.schema.js';
import { toolFields } from './tool.schema.js';

/** The fields that the model reads, which a count of tokens has as well. */
const promptFields = {
  model: z.string(),
  messages: boundedList(message, { least: 1, most: maximumMessages }),
  system: textContent.nullish(),
  ...toolFields,
  output_config: z
    .strictObject({
      format: z.strictObject({ type: z.literal('json_schema'), schema: z.record(z.string(), z.unknown()) }).nullish(),
    })
    .nullish(),
  /** Not a field of Anthropic's API. Default true: its histories may have what not every template can write. */
  repair: z.boolean().nullish(),
};

type PromptFields = z.infer<z.ZodObject<typeof promptFields>>;

/** Refuses fields that contradict each other. */
function checkTogether(
  { messages, tools, tool_choice: choice, output_config: output }: PromptFields,
  context: z.RefinementCtx,
): void {
  const names = new Set(tools?.map(({ name }) => name));
  if (choice?.type === 'tool' && !names.has(choice.name)) {
    context.addIssue({
      code: 'custom',
      path: ['tool_choice', 'name'],
      message: 'names a tool that is not among "tools"',
    });
  }
  if (choice?.type === 'any' && names.size === 0) {
    context.addIssue({ code: 'custom', path: ['tool_choice'], message: 'is "any", and "tools" has no tool' });
  }
  if (output?.format && messages.at(-1)?.role === 'assistant') {
    context.addIssue({
      code: 'custom',
      path: ['output_config', 'format'],
      message: 'is about a whole answer, and the last message begins one; end with a message of the user',
    });
  }
}

/** The body of `POST /v1/messages/count_tokens`. */
export const countTokensSchema = z
  .strictObject(promptFields)
  .superRefine(checkTogether)
  .meta({ id: 'CountTokensRequest' });

/**
 * The body of `POST /v1/messages`: the supported fields of Anthropic's API.
 *
 * Any other field is refused by name, unless the table of fields takes it out before.
 */
export const messagesSchema = z
  .strictObject({
    ...promptFields,
    max_tokens: numberWithin(optionBounds.maxTokens),
    stop_sequences: boundedList(z.string().min(1).max(stopBounds.length), { most: stopBounds.strings }).nullish(),
    stream: z.boolean().nullish(),
    temperature: numberWithin(optionBounds.temperature).nullish(),
    top_p: numberWithin(optionBounds.topP).nullish(),
    top_k: numberWithin(optionBounds.topK).nullish(),
  })
  .superRefine(checkTogether)
  .meta({ id: 'MessagesRequest' });

/** A checked request to count tokens. */
export type CountTokensRequest = z.infer<typeof countTokensSchema>;

/** A checked request for an answer. */
export type MessagesRequest = z.infer<typeof messagesSchema>;
