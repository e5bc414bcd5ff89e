import { type Llama, type LlamaGrammar, type LlamaModel, type Token } from 'node-llama-cpp';
import { InvalidGrammarError } from '../../../errors/index.js';
import { tokenType } from '../../../gguf/token-type.js';
import { getNativeGrammarState } from '../native/native-binding.js';

/** Number of parsed grammars in the cache: services use a few schemas again and again. */
const maxCachedGrammars = 64;

/** Constrains the answer of one generation to a grammar. */
export interface GrammarConstraint {
  /** Creates the native state of the grammar at the start of an answer. It can have megabytes. */
  readonly createState: () => object;
  /** Tokens that must not be chosen: the runtime's grammar would read their names as text. */
  readonly banned: readonly Token[];
}

/** Parses the grammars of requests with the runtime, and caches the last ones. */
export class GrammarConstraints {
  readonly #llama: Llama;
  readonly #model: LlamaModel;
  readonly #grammars = new Map<string, Promise<LlamaGrammar>>();
  readonly #tokensWithoutText: readonly Token[];

  constructor(llama: Llama, model: LlamaModel) {
    this.#llama = llama;
    this.#model = model;
    this.#tokensWithoutText = findTokensWithoutText(model);
  }

  /**
   * Makes the constraint of a grammar.
   *
   * @param gbnf a grammar with a rule named `root`
   * @param shown control tokens that the grammar can require by their names
   * @throws {InvalidGrammarError} when the runtime cannot parse it
   */
  async constrain(gbnf: string, shown: readonly number[] = []): Promise<GrammarConstraint> {
    const grammar = await this.#parse(gbnf);
    const { LlamaGrammarEvaluationState } = await import('node-llama-cpp');
    const model = this.#model;
    const banned =
      shown.length === 0 ? this.#tokensWithoutText : this.#tokensWithoutText.filter((token) => !shown.includes(token));
    return { banned, createState: () => getNativeGrammarState(new LlamaGrammarEvaluationState({ model, grammar })) };
  }

  async #parse(gbnf: string): Promise<LlamaGrammar> {
    const grammar = this.#grammars.get(gbnf) ?? this.#llama.createGrammar({ grammar: gbnf });
    this.#grammars.delete(gbnf);
    this.#grammars.set(gbnf, grammar);
    const [oldest] = this.#grammars.keys();
    if (this.#grammars.size > maxCachedGrammars && oldest !== undefined) this.#grammars.delete(oldest);
    try {
      return await grammar;
    } catch {
      // The runtime's error has no reason: it writes the reason to standard error.
      this.#grammars.delete(gbnf);
      throw new InvalidGrammarError();
    }
  }
}

/**
 * Finds the tokens that have no text in an answer. The runtime's grammar reads the names of such tokens as their text, so it would
 * allow `<s>` and `<unk>` wherever it allows any text.
 */
function findTokensWithoutText(model: LlamaModel): readonly Token[] {
  const types = model.fileInfo.metadata.tokenizer?.ggml.token_type ?? [];
  const hasNoText = (type: number) =>
    type === tokenType.control || type === tokenType.unknown || type === tokenType.unused;
  const tokens = types.flatMap((type, token) => (hasNoText(type) ? [token as Token] : []));
  // Tokens that end an answer stay: the grammar decides where it may end.
  return tokens.filter((token) => !model.isEogToken(token));
}
