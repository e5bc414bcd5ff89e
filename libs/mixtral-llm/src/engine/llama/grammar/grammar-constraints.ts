import { type Llama, type LlamaGrammar, type LlamaModel, type Token } from 'node-llama-cpp';
import { InvalidGrammarError } from '../../../errors/index.js';
import { nativeGrammarState } from '../native/native-binding.js';
import { TokenType } from '../text/token-bytes.js';

/** Grammars that are kept. Services use a few schemas again and again. */
const keptGrammars = 64;

/** How one generation is held to a grammar. */
export interface GrammarConstraint {
  /** Makes the native state of an answer's beginning; it can be megabytes. */
  readonly begin: () => object;
  /** Tokens that the grammar cannot judge. */
  readonly banned: readonly Token[];
}

/** Makes the grammars of requests the runtime's own; those used last are kept. */
export class GrammarConstraints {
  readonly #grammars = new Map<string, Promise<LlamaGrammar>>();
  readonly #wordless: readonly Token[];

  readonly #llama: Llama;
  readonly #model: LlamaModel;

  constructor(llama: Llama, model: LlamaModel) {
    this.#llama = llama;
    this.#model = model;

    this.#wordless = wordlessTokens(model);
  }

  /**
   * @param gbnf a grammar with a rule named `root`
   * @param shown control tokens that it may ask for by their names
   * @throws {InvalidGrammarError} when the runtime cannot parse it
   */
  async constrain(gbnf: string, shown: readonly number[] = []): Promise<GrammarConstraint> {
    const grammar = await this.#parsed(gbnf);
    const { LlamaGrammarEvaluationState } = await import('node-llama-cpp');
    const model = this.#model;
    const banned = shown.length === 0 ? this.#wordless : this.#wordless.filter((token) => !shown.includes(token));
    return { banned, begin: () => nativeGrammarState(new LlamaGrammarEvaluationState({ model, grammar })) };
  }

  async #parsed(gbnf: string): Promise<LlamaGrammar> {
    const grammar = this.#grammars.get(gbnf) ?? this.#llama.createGrammar({ grammar: gbnf });
    this.#grammars.delete(gbnf);
    this.#grammars.set(gbnf, grammar);
    const [oldest] = this.#grammars.keys();
    if (this.#grammars.size > keptGrammars && oldest !== undefined) this.#grammars.delete(oldest);
    try {
      return await grammar;
    } catch {
      // The runtime writes the reason to the standard error output, and gives none.
      this.#grammars.delete(gbnf);
      throw new InvalidGrammarError();
    }
  }
}

/**
 * Tokens that an answer shows differently than the runtime's grammar sees them: it takes `<s>` and `<unk>` for their
 * names, and would let them stand where any text may.
 */
function wordlessTokens(model: LlamaModel): readonly Token[] {
  const types = model.fileInfo.metadata.tokenizer?.ggml.token_type ?? [];
  const isWordless = (type: number) =>
    type === TokenType.Control || type === TokenType.Unknown || type === TokenType.Unused;
  const tokens = types.flatMap((type, token) => (isWordless(type) ? [token as Token] : []));
  // The tokens that end an answer may come where the grammar allows an end.
  return tokens.filter((token) => !model.isEogToken(token));
}
