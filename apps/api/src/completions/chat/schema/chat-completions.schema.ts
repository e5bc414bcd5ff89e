import { optionBounds } from '@leeward/mixtral-llm';
import { z } from 'zod';
import { hasStreamForItsOptions, noStreamForOptions, samplingFields } from '../../sampling.schema.js';
import { boundedList } from '../../../http/schema/bounded-list.js';
import { requestBounds } from '../../../http/body/json-bounds.js';
import { moderationModel } from '../../../moderations/moderation-model.schema.js';
import { numberWithin } from '../../../http/schema/number-within.js';
import { findBegunAnswer } from './begun-answer.js';
import { truncationModes } from '../../../compatibility/truncation.js';
import { chatMessage, countArgumentValues, maximumMessages } from './chat-message.schema.js';
import { type RequestResponseFormat, responseFormat, toolFields } from './tool.schema.js';

/**
 * The body of `POST /v1/chat/completions`: the supported fields of OpenAI's API.
 *
 * Any other field is refused by name, unless the table of fields takes it out before.
 */
export const chatCompletionsSchema = z
  .strictObject({
    ...samplingFields,
    ...toolFields,
    messages: boundedList(chatMessage, { least: 1, most: maximumMessages }).describe(
      'The conversation. A last message of the assistant is continued.',
    ),
    max_completion_tokens: numberWithin(optionBounds.maxTokens).nullish().describe('As max_tokens, and wins over it.'),
    response_format: responseFormat.nullish().describe('The form of the text: any text, JSON, or JSON of a schema.'),
    logprobs: z.boolean().nullish().describe('Whether tokens come with their log-probabilities.'),
    /** Its `policy` is in the table of fields: the policy of the caller's key decides. */
    moderation: z
      .strictObject({ model: moderationModel })
      .nullish()
      .describe("Asks for the judgement of input and output in OpenAI's form, too."),
    /** Not a field of OpenAI's API. Default: the setting `REPAIR_HISTORY`. */
    repair: z
      .boolean()
      .nullish()
      .describe('Whether calls and results that do not fit together are mended. Default: as the server is set.'),
    /** A field of OpenAI's other API for answers. Default: the setting `TRUNCATION`. */
    truncation: z
      .enum(truncationModes)
      .nullish()
      .describe('Whether a conversation that is too long loses its oldest turns. Default: as the server is set.'),
    top_logprobs: numberWithin(optionBounds.topLogprobs)
      .nullish()
      .describe('The number of likely tokens at each place. It needs "logprobs".'),
  })
  .refine(hasStreamForItsOptions, noStreamForOptions)
  .refine(({ messages }) => countArgumentValues(messages) <= requestBounds.values, {
    path: ['messages'],
    message: `must have ${requestBounds.values} values at most in the arguments of all calls together`,
  })
  .refine(({ messages, response_format: format }) => !isFormatted(format) || findBegunAnswer(messages) === undefined, {
    path: ['response_format'],
    message: 'is about a whole answer, and the last message begins one; end with a message of the user',
  })
  .refine(({ logprobs, top_logprobs: top }) => Boolean(logprobs) || !top, {
    path: ['top_logprobs'],
    message: 'needs "logprobs" to be true',
  })
  .refine(
    ({ tools, tool_choice: choice }) =>
      typeof choice !== 'object' ||
      choice === null ||
      tools?.some((tool) => tool.function.name === choice.function.name),
    {
      path: ['tool_choice'],
      message: 'names a function that is not among "tools"',
    },
  )
  .refine(({ tools, tool_choice: choice }) => choice !== 'required' || Boolean(tools?.length), {
    path: ['tool_choice'],
    message: 'is "required", and "tools" has no function',
  })
  .meta({ id: 'ChatCompletionRequest' });

function isFormatted(format: RequestResponseFormat | null | undefined): boolean {
  return format !== undefined && format !== null && format.type !== 'text';
}

/** A checked request for a chat completion. */
export type ChatCompletionsRequest = z.infer<typeof chatCompletionsSchema>;
