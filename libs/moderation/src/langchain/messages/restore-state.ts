import { Document } from '@langchain/core/documents';
import { isBaseMessage } from '@langchain/core/messages';

import { type RedactionVault } from '../../redaction/vault.js';
import { restoreValue } from '../../values/restore-value.js';
import { restoreMessage } from './restore-message.js';

/**
 * Replaces the placeholders in any value that runnables and agents return: texts, messages, documents, and lists and records of them.
 * A value without placeholders of the vault is returned as it is.
 */
export function restoreState<State>(state: State, vault: RedactionVault): State;
export function restoreState(state: unknown, vault: RedactionVault): unknown {
  if (vault.size === 0) return state;
  if (typeof state === 'string') return vault.restore(state);
  if (isBaseMessage(state)) return restoreMessage(state, vault);
  if (state instanceof Document) {
    const { pageContent, metadata, id } = state;
    const restored = restoreValue({ metadata, id }, vault);
    return new Document({ pageContent: vault.restore(pageContent), ...restored });
  }
  if (Array.isArray(state)) {
    const restored = state.map((item: unknown) => restoreState(item, vault));
    return restored.every((item, index) => item === state[index]) ? state : restored;
  }
  if (typeof state === 'object' && state !== null && Object.getPrototypeOf(state) === Object.prototype) {
    const entries = Object.entries(state);
    const restored = entries.map(([name, part]) => [vault.restore(name), restorePart(part, vault)] as const);
    return restored.every(([name, part], index) => name === entries[index]?.[0] && part === entries[index][1])
      ? state
      : Object.fromEntries(restored);
  }
  return state;
}

/** Restores a part of a record, which may have been a number. */
function restorePart(part: unknown, vault: RedactionVault): unknown {
  return typeof part === 'string' ? restoreValue(part, vault) : restoreState(part, vault);
}
