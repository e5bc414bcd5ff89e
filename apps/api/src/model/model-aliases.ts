import { OpenAiError } from '../errors/openai-error.js';

/** The task of a model. `other`: one that a file of agents names. */
type ModelKind = 'generation' | 'embedding' | 'other';

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
  /**
   * Checks whether a list of ids and other names has a model. `default` stands for the model that generates.
   *
   * @param id the model's own id
   */
  includes(names: readonly string[], id: string, kind: ModelKind): boolean {
    return names.some((name) => {
      const resolved = this.resolve(name);
      return resolved === id || (kind === 'generation' && resolved === 'default');
    });
  }

  /**
   * Requires that a key may use a model, by whatever name the request calls it.
   *
   * @param names the ids and other names of the models that the key may use. Undefined: all
   * @param id the model's own id
   * @throws OpenAiError 403 that lists them
   */
  assertAllowed(names: readonly string[] | undefined, id: string, kind: ModelKind = 'generation'): void {
    if (names === undefined || this.includes(names, id, kind)) return;
    throw new OpenAiError('model_not_allowed', {
      param: 'model',
      message: `The API key may not use the model "${id}". It may use ${names.map((name) => `"${name}"`).join(', ')}.`,
    });
  }
}
