import { optionBounds } from '@leeward/mixtral-llm';
import { z } from 'zod';
import { truncationModes } from '../../compatibility/truncation.js';
import { maximumMessages } from '../../completions/chat/schema/chat-message.schema.js';
import { boundedList } from '../../http/schema/bounded-list.js';
import { numberWithin } from '../../http/schema/number-within.js';
import { moderationModel } from '../../moderations/moderation-model.schema.js';
import { inputItem } from '../items/item.schema.js';
import { metadata } from './metadata.schema.js';
import { textFormat, toolFields } from './tool.schema.js';

/** Parts of answers that OpenAI's API leaves out unless they are asked for. Only the first one exists here. */
const includable = z.enum([
  'message.output_text.logprobs',
  'reasoning.encrypted_content',
  'file_search_call.results',
  'web_search_call.results',
  'web_search_call.action.sources',
  'message.input_image.image_url',
  'computer_call_output.output.image_url',
  'code_interpreter_call.outputs',
]);

const recordId = z.string().min(1).max(256);

/** The fields of a request, before they are checked together. */
const fields = z.strictObject({
  model: z.string().optional(),
  input: z
    .union([z.string(), boundedList(inputItem, { most: maximumMessages })], 'must be a text, or a list of items')
    .nullish(),
  instructions: z.string().nullish(),
  ...toolFields,
  text: z.strictObject({ format: textFormat.nullish() }).nullish(),
  include: boundedList(includable, { most: 16 }).nullish(),
  top_logprobs: numberWithin(optionBounds.topLogprobs).nullish(),
  max_output_tokens: numberWithin(optionBounds.maxTokens).nullish(),
  temperature: numberWithin(optionBounds.temperature).nullish(),
  top_p: numberWithin(optionBounds.topP).nullish(),
  truncation: z.enum(truncationModes).nullish(),
  /** Its `policy` is in the table of fields: the policy of the caller's key decides. */
  moderation: z.strictObject({ model: moderationModel }).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({}).nullish(),
  background: z.boolean().nullish(),
  store: z.boolean().nullish(),
  metadata: metadata.nullish(),
  previous_response_id: recordId.nullish(),
  conversation: z
    .union([recordId, z.strictObject({ id: recordId }).transform(({ id }) => id)], 'must be the id of a conversation')
    .nullish(),
  /** Not a field of OpenAI's API. Default true: its histories may have what not every template can write. */
  repair: z.boolean().nullish(),
});

type Fields = z.infer<typeof fields>;

/** Refuses fields that contradict each other. */
function checkTogether(body: Fields, context: z.RefinementCtx): void {
  const refuse = (path: keyof Fields, message: string): void => {
    context.addIssue({ code: 'custom', path: [path], message });
  };
  const { tools, tool_choice: choice, previous_response_id: previous, conversation } = body;
  const names = new Set(tools?.map(({ name }) => name));
  const chosen = typeof choice !== 'object' || choice === null ? [] : 'tools' in choice ? choice.tools : [choice];
  if (chosen.some(({ name }) => !names.has(name))) refuse('tool_choice', 'names a function that is not among "tools"');
  if (choice === 'required' && names.size === 0) refuse('tool_choice', 'is "required", and "tools" has no function');
  if (previous && conversation) {
    refuse('previous_response_id', 'cannot stand beside "conversation"; a request continues one of the two');
  }
  if (!previous && !conversation && (body.input ?? '').length === 0 && !body.instructions) {
    refuse('input', 'is missing; send a text, or a list of items');
  }
  if (body.background && body.store === false) {
    refuse('background', 'needs "store" to be true; a response in the background is read from the storage');
  }
  if (body.stream_options && !body.stream) {
    refuse('stream_options', 'only a stream has options; set "stream" to true');
  }
}

/**
 * The body of `POST /v1/responses`: the supported fields of OpenAI's API.
 *
 * Any other field is refused by name, unless the table of fields takes it out before.
 */
export const responsesSchema = fields.superRefine(checkTogether).meta({ id: 'CreateResponse' });

/** A checked request for a response. */
export type ResponsesRequest = z.infer<typeof responsesSchema>;
