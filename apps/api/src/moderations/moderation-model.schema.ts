import { z } from 'zod';

/** The name of a moderation model. Clients name OpenAI's; here the policy of the key takes the place of a model. */
export const moderationModel = z
  .string()
  .regex(
    /^(?:default|leeward-.*|(?:omni|text)-moderation-.*)$/,
    'must be "default": the policy of the API key moderates, and no model is chosen',
  );
