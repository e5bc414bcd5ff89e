import { type ValueKeeper } from '../contract/value-keeper.js';
import { findKeptName } from './placeholder-name.js';

/**
 * Creates the name of a tool that stands for a redacted one: with the signs of a placeholder in it, it would name no tool. A vault keeps
 * the name that it stands for; without one, every redacted name becomes `redacted`.
 * @param moderated the name with redactions applied
 */
export function toRedactedName(name: string, moderated: string, vault?: ValueKeeper): string {
  if (name === moderated) return name;
  const placeholder = findKeptName(moderated);
  // A vault that keeps nothing belongs to a policy that restores nothing.
  return placeholder === undefined || !vault?.size ? 'redacted' : vault.keep(placeholder, name);
}

/** Two tools of different names whose names are the same after moderation. */
export interface NameClash {
  readonly index: number;
  readonly earlierIndex: number;
}

/**
 * Finds two different names that redaction made equal: nobody could tell the tools apart.
 * @param given the names before moderation
 * @param moderated the same names after moderation, in the same order
 */
export function findNameClash(given: readonly string[], moderated: readonly string[]): NameClash | undefined {
  const earlier = new Map<string, number>();
  for (const [index, name] of moderated.entries()) {
    const earlierIndex = earlier.get(name);
    if (earlierIndex !== undefined && given[earlierIndex] !== given[index]) return { index, earlierIndex };
    earlier.set(name, index);
  }
  return undefined;
}
