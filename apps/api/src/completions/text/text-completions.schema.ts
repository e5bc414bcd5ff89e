import { z } from 'zod';
import { hasStreamForItsOptions, noStreamForOptions, samplingFields } from '../sampling.schema.js';
import { boundedList } from '../../http/schema/bounded-list.js';

/** The limit for the choices of all prompts of a request: each takes a place in the engine's queue. */
const maximumChoices = 64;

/**
 * The body of `POST /v1/completions`: the supported fields of OpenAI's older API.
 *
 * Any other field is refused by name, unless the table of fields takes it out before. Prompts are texts: token ids are refused, because they cannot be moderated.
 */
export const textCompletionsSchema = z
  .strictObject({
    ...samplingFields,
    prompt: z
      .union([z.string(), boundedList(z.string(), { least: 1, most: maximumChoices })])
      .describe('A text to continue, or several.'),
    // 16 is OpenAI's default: a continued text has no natural end.
    max_tokens: samplingFields.max_tokens.transform((count) => count ?? 16),
    logprobs: z.int().min(0).max(5).nullish().describe('The number of likely tokens at each place.'),
    echo: z.boolean().nullish().describe('Whether the prompt stands before the text.'),
    best_of: z.literal(1).nullish(),
  })
  .refine(hasStreamForItsOptions, noStreamForOptions)
  .refine(({ prompt, n }) => toPrompts(prompt).length * (n ?? 1) <= maximumChoices, {
    path: ['prompt'],
    message: `prompts and "n" may make ${maximumChoices} choices at most`,
  })
  .refine(({ echo, logprobs }) => !echo || typeof logprobs !== 'number', {
    path: ['echo'],
    message: 'cannot be combined with "logprobs": the prompt has none',
  })
  .meta({ id: 'CompletionRequest' });

/** A checked request for completions. */
export type TextCompletionsRequest = z.infer<typeof textCompletionsSchema>;

/** Lists one prompt or several. */
export function toPrompts(prompt: string | readonly string[]): readonly string[] {
  return typeof prompt === 'string' ? [prompt] : prompt;
}
