import { InvalidGrammarError } from '../../../errors/index.js';

/** Whether a grammar matches a whole text. */
export type GrammarMatcher = (gbnf: string, text: string) => Promise<boolean>;

/**
 * llama.cpp's own judgement of a text by a grammar, without a model. For tests: the runtime keeps the method for itself.
 *
 * @throws {InvalidGrammarError} (the matcher) when the runtime cannot parse the grammar
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
