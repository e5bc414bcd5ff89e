import {
  ChatMixtral,
  type ChatMixtralFields,
  type Engine,
  type GenerationRequest,
  loadEngine,
} from '@leeward/mixtral-llm';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';

/** An engine that the conformance checks run on. */
export interface Subject {
  readonly engine: Engine;
  /** The model of most checks: greedy and short. */
  model(fields?: Partial<Omit<ChatMixtralFields, 'engine'>>): ChatMixtral;
  /** What a scripted engine answers from now on, one text for each request, the last one for all others. A real model says what it will. */
  willSay(...texts: readonly string[]): void;
}

/** How a subject is made; checks are registered before it is there. */
export type MakeSubject = () => Promise<Subject>;

/** What the scripted engine says unless a check tells it otherwise. */
const defaultText = 'The capital of France is Paris.';

/** An engine that says what it is told to say, in pieces of four characters. */
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
  return subjectOf(new ScriptedEngine(say), (...said) => {
    texts = said;
    asked = 0;
  });
}

/** The default model as it is loaded by `npm start`, with one thread, since tests run side by side. */
export async function defaultModelSubject(): Promise<Subject> {
  return subjectOf(await loadEngine({ gpu: false, threads: 1, parallel: 2, contextSize: 2048 }), () => undefined);
}

function subjectOf(engine: Engine, willSay: Subject['willSay']): Subject {
  return {
    engine,
    model: (fields = {}) => new ChatMixtral({ engine, temperature: 0, maxTokens: 48, ...fields }),
    willSay,
  };
}

/** The text by which a scripted engine calls a tool. */
export function callText(name: string, args: object): string {
  return `<tool_call>\n{"name": "${name}", "arguments": ${JSON.stringify(args)}}\n</tool_call>`;
}

/** Everything that an iterable gives. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
