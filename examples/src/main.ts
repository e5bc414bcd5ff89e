import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { loadEmbeddingEngine, loadEngine, terminalProgress } from '@leeward/mixtral-llm';
import { agent } from './agent.js';
import { chain } from './chain.js';
import { extraction } from './extraction.js';
import { nest } from './nest.js';
import { retrieval } from './retrieval.js';
import { supportDesk } from './support-desk.js';

type Example = (input?: string) => Promise<unknown>;

/** Loads the default model while an example runs. */
function withEngine(
  run: (engine: Awaited<ReturnType<typeof loadEngine>>, input?: string) => Promise<unknown>,
): Example {
  return async (input) => {
    const { onProgress, stop } = terminalProgress();
    const engine = await loadEngine({ onProgress }).finally(stop);
    return run(engine, input).finally(() => engine.close());
  };
}

const examples: Readonly<Record<string, Example>> = {
  chain: withEngine(chain),
  extraction: withEngine(extraction),
  agent: withEngine(async (engine, question) => (await agent(engine, question)).map(describeMessage)),
  retrieval: withEngine(async (engine, question) => {
    const embeddingEngine = await loadEmbeddingEngine();
    return retrieval(engine, embeddingEngine, question).finally(() => embeddingEngine.close());
  }),
  nest: withEngine(nest),
  'support-desk': withEngine(async (engine) => {
    const embeddingEngine = await loadEmbeddingEngine();
    const { transcript } = await supportDesk(engine, embeddingEngine).finally(() => embeddingEngine.close());
    return transcript;
  }),
};

/** Formats a message: its author, its text and its tool calls. */
function describeMessage(message: BaseMessage): string {
  const calls = AIMessage.isInstance(message) ? (message.tool_calls ?? []) : [];
  return [
    `${message.type}: ${message.text}`,
    ...calls.map((call) => `${call.name}(${JSON.stringify(call.args)})`),
  ].join(' ');
}

const [name = '', input] = process.argv.slice(2);
const example = Object.hasOwn(examples, name) ? examples[name] : undefined;
if (example) {
  const result = await example(input);
  process.stdout.write(`${typeof result === 'string' ? result : JSON.stringify(result, undefined, 2)}\n`);
} else {
  process.stderr.write(`Name an example: npm run example -- ${Object.keys(examples).join(' | ')} ["input"]\n`);
  process.exitCode = 1;
}
