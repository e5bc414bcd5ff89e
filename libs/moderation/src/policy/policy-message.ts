import { type Category } from '../contract/category.js';
import { type ModerationPolicy, type PolicyMessages } from '../contract/policy.js';
import { type BlockVerdict, type ErrorVerdict } from '../contract/verdict.js';

/**
 * Returns the policy's message for the person whose text, or whose answer, was stopped.
 *
 * Of the categories that block the text, the one with the highest score that has a message decides.
 */
export function policyMessage({ messages }: ModerationPolicy, verdict: BlockVerdict | ErrorVerdict): string {
  if (verdict.outcome === 'error') return messages.failed;
  const { findings, categories } = verdict;
  const blocking = findings.filter(({ category }) => categories.includes(category));
  const [message = messages.blocked] = blocking
    .toSorted((a, b) => b.score - a.score)
    .flatMap(({ category }) => findCategoryMessage(messages, category) ?? []);
  return message.replaceAll('{categories}', () => categories.join(', '));
}

/** Finds the message of a category, or else of the nearest category that it is part of. */
function findCategoryMessage(messages: PolicyMessages, category: Category): string | undefined {
  for (let name: string = category; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('/')))) {
    if (Object.hasOwn(messages, name)) return messages[name as Category];
  }
  return undefined;
}
