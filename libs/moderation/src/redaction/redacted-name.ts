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
