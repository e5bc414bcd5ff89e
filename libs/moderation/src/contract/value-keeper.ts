/** Keeps redacted values for their owner, who restores them: a `RedactionVault`. */
export interface ValueKeeper {
  /** The number of kept values. */
  readonly size: number;
  /**
   * Keeps a value under a name, or under the name with a number when another value has that name.
   * @returns the name, which stands for no other value of this keeper.
   */
  keep(name: string, value: string, isNumber?: boolean): string;
}
