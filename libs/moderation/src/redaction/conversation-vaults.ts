import { RedactionVault, type RedactionVaultOptions } from './vault.js';

/** The limits of the vaults of conversations. */
export interface ConversationVaultsOptions extends RedactionVaultOptions {
  /** The vault that was not used for the longest time makes room for one more. Default 1,000. */
  readonly maximumConversations?: number | undefined;
  /** A vault that is not used for this many milliseconds is dropped. Default one hour. */
  readonly idleMs?: number | undefined;
}

interface UsedVault {
  readonly vault: RedactionVault;
  usedAt: number;
}

/**
 * Keeps one vault for each conversation, in memory. Two conversations never share a vault, so their ids must differ and be hard to guess.
 * When a vault was dropped, the placeholders of its conversation stay in the text.
 */
export class ConversationVaults {
  readonly #options: RedactionVaultOptions;
  readonly #maximumConversations: number;
  readonly #idleMs: number;
  /** The vault that was not used for the longest time is first. */
  readonly #vaults = new Map<string, UsedVault>();
  #timer: NodeJS.Timeout | undefined;

  constructor({ maximumConversations = 1_000, idleMs = 3_600_000, ...options }: ConversationVaultsOptions = {}) {
    this.#options = options;
    this.#maximumConversations = maximumConversations;
    this.#idleMs = idleMs;
  }

  /** The number of conversations that have a vault. */
  get size(): number {
    return this.#vaults.size;
  }

  /** Finds the vault of a conversation, or creates an empty one. */
  for(conversationId: string): RedactionVault {
    this.#dropIdle();
    const { vault } = this.#vaults.get(conversationId) ?? { vault: new RedactionVault(this.#options) };
    this.#vaults.delete(conversationId);
    this.#vaults.set(conversationId, { vault, usedAt: performance.now() });
    for (const oldest of this.#vaults.keys()) {
      if (this.#vaults.size <= this.#maximumConversations) break;
      this.#vaults.delete(oldest);
    }
    this.#waitForIdle();
    return vault;
  }

  /** Drops the vault of a conversation that has ended. */
  delete(conversationId: string): void {
    this.#vaults.delete(conversationId);
  }

  #dropIdle(): void {
    const usedBefore = performance.now() - this.#idleMs;
    for (const [conversationId, { usedAt }] of this.#vaults) {
      if (usedAt > usedBefore) break;
      this.#vaults.delete(conversationId);
    }
  }

  /** Drops idle vaults also when no conversation goes on. */
  #waitForIdle(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#dropIdle();
      if (this.#vaults.size > 0) this.#waitForIdle();
    }, this.#idleMs);
    this.#timer.unref();
  }
}
