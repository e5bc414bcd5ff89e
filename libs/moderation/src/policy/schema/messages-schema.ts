import { z } from 'zod';

import { isCategory } from '../../contract/category.js';
import { categoryPattern, notACategory } from './category-schema.js';

const maximumCharacters = 1_000;

const message = z.string().min(1).max(maximumCharacters);

/** Validates the messages that are shown in place of a stopped text. */
export const policyMessages = z
  .object({
    blocked: message.optional().describe('Shown when a text is blocked. {categories} is replaced.'),
    failed: message.optional().describe('Shown when a text could not be moderated.'),
  })
  .catchall(message.describe('Shown in place of `blocked` for this category and its parts. {categories} is replaced.'))
  .superRefine((messages, context) => {
    for (const name of Object.keys(messages)) {
      if (name === 'blocked' || name === 'failed' || isCategory(name)) continue;
      context.addIssue({ code: 'custom', path: [name], message: `is neither blocked nor failed, and ${notACategory}` });
    }
  })
  .meta({ propertyNames: { pattern: `^(blocked|failed)$|${categoryPattern}` } });
