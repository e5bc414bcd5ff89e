import { z } from 'zod';

/** The message for a part of another type. */
export const textOnly = 'must be "text": the model reads text only, no images, no sound and no files';

/** A part of a text, as OpenAI's API has it. */
export const textPart = z.strictObject({ type: z.literal('text', textOnly), text: z.string() });
