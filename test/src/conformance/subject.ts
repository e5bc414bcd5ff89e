import {
  ChatMixtral,
  type ChatMixtralFields,
  type Engine,
  type GenerationRequest,
  loadEngine,
} from '@leeward/mixtral-llm';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';

/** Describes an engine that the conformance checks run on. */
export interface Subject {
  readonly engine: Engine;
  /** The model of most checks: greedy and short. */
  model(fields?: Partial<Omit<ChatMixtralFields, 'engine'>>): ChatMixtral;
  /** Sets the answers of a scripted engine, one for each request, the last one for all others. A real model ignores it. */
  setAnswers(...texts: readonly string[]): void;
}

/** The answer of the scripted engine in checks that set no other. */
const defaultText = 'The capital of France is Paris.';

/** Makes a scripted engine, which answers in pieces of four characters. */
export async function scriptedSubject(): Promise<Subject> {
  let texts: readonly string[] = [defaultText];
  let asked = 0;
  async function* say(_request: GenerationRequest): AsyncGenerator<string> {
    const text = texts[Math.min(asked++, texts.length - 1)] ?? '';
    for (const piece of text.match(/[^]{1,4}/g) ?? []) {
      // About the time of a token, so that aborts and time-outs come in between.
      await new Promise((resolve) => setTimeout(resolve, 1));
      yield piece;
    }
  }
  return toSubject(new ScriptedEngine(say), (...next) => {
    texts = next;
    asked = 0;
  });
}

/** Loads the default model as `npm start` does, with one thread. */
export async function defaultModelSubject(): Promise<Subject> {
  return toSubject(await loadEngine({ gpu: false, threads: 1, parallel: 2, contextSize: 2048 }));
}

/** Makes an engine a subject. Without `setAnswers`, it is a real model. */
export function toSubject(engine: Engine, setAnswers: Subject['setAnswers'] = () => undefined): Subject {
  return {
    engine,
    model: (fields = {}) => new ChatMixtral({ engine, temperature: 0, maxTokens: 48, ...fields }),
    setAnswers,
  };
}

/** Writes the text by which a scripted engine calls a tool. */
export function callText(name: string, args: object): string {
  return `<tool_call>\n{"name": "${name}", "arguments": ${JSON.stringify(args)}}\n</tool_call>`;
}

/** Reads an iterable to its end. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
