/** Marks the errors of this library, so that `isInstance` works across copies of the package and realms. */
const marker = Symbol.for('leeward.agents.error');

/** The base of every error of this library. Their messages hold no text of users or models. */
export abstract class AgentsError extends Error {
  /** Names the condition of a class of errors. */
  static readonly code?: string;
  /** Names the condition. It never changes, so programs may rely on it. */
  abstract readonly code: string;
  readonly [marker] = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }

  /**
   * Checks whether a value is an error of this class. Works across copies of the package, where `instanceof` does not.
   *
   * @example
   * if (StorageFullError.isInstance(error)) console.log(error.message);
   */
  static isInstance<Instance extends AgentsError>(
    this: (abstract new (...parameters: never[]) => Instance) & { readonly code?: string },
    value: unknown,
  ): value is Instance {
    // No `instanceof Error`: an error from another realm, such as a `vm` context, has another `Error` class.
    if (typeof value !== 'object' || value === null || !(marker in value)) return false;
    return this.code === undefined || (value as AgentsError).code === this.code;
  }
}
