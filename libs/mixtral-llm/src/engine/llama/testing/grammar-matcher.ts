import { InvalidGrammarError } from '../../../errors/index.js';

/** Tells whether a grammar matches a whole text. */
export type GrammarMatcher = (gbnf: string, text: string) => Promise<boolean>;

/**
 * Loads a matcher that tests texts with llama.cpp's own grammar code, without a model. Only for tests, because it uses a private
 * method of the runtime.
 *
 * @returns the matcher, which throws {InvalidGrammarError} when the runtime cannot parse the grammar
 */
export async function loadGrammarMatcher(): Promise<GrammarMatcher> {
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp');
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    logLevel: LlamaLogLevel.error,
    progressLogs: false,
  });
  return async (gbnf, text) => {
    const grammar: unknown = await llama.createGrammar({ grammar: gbnf }).catch(() => undefined);
    if (!hasTextTest(grammar)) throw new InvalidGrammarError();
    return grammar._testText(text);
  };
}

function hasTextTest(grammar: unknown): grammar is { _testText(text: string): boolean } {
  return typeof grammar === 'object' && grammar !== null && '_testText' in grammar;
}
