/** Other names of models, such as `gpt-4o` for `default`: for clients that cannot be told another one. */
export class ModelAliases {
  readonly #targets: ReadonlyMap<string, string>;

  /** @param targets the id that each alias stands for. Default: there are no aliases */
  constructor(targets: Readonly<Record<string, string>> = {}) {
    this.#targets = new Map(Object.entries(targets));
  }

  /** Finds the id that a name stands for; the name itself where it is no alias. */
  resolve<Name extends string | undefined>(name: Name): string | Name {
    return name === undefined ? name : (this.#targets.get(name) ?? name);
  }
}
