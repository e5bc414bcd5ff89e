import { type ModelPrices } from '../../limits/index.js';
import { type FindAgentModel } from '../agents-host.js';
import { type FileContext, readVariable } from './file-context.js';

/** The model of an agent. */
export interface AgentModel {
  /** Gives the model when a run needs it. */
  readonly find: FindAgentModel;
  readonly prices?: ModelPrices | undefined;
}

const usualTimeoutSeconds = 60;

/**
 * Finds the model of an agent: one of the file, or else one of the program.
 *
 * @throws {Error} for a name that there is not
 */
export async function findAgentModel(context: FileContext, name = 'default'): Promise<AgentModel> {
  const { document, host } = context;
  const settings = findOwn(document.models ?? {}, name);
  if (settings === undefined) {
    const find = findOwn(host.models, name);
    if (find === undefined) {
      const names = [...new Set([...Object.keys(document.models ?? {}), ...Object.keys(host.models)])];
      throw new Error(`is no model here; the models are ${names.join(', ')}`);
    }
    return { find };
  }
  // Most programs have no model behind an API, and start sooner without its client.
  const { ChatOpenAI } = await import('@langchain/openai');
  const model = new ChatOpenAI({
    model: settings.model,
    // Servers without keys take any.
    apiKey: settings.api_key_env === undefined ? 'none' : readVariable(context, settings.api_key_env),
    timeout: (settings.timeout_seconds ?? usualTimeoutSeconds) * 1000,
    useResponsesApi: false,
    configuration: { baseURL: settings.url },
    ...(settings.temperature === undefined ? {} : { temperature: settings.temperature }),
    ...(settings.max_tokens === undefined ? {} : { maxTokens: settings.max_tokens }),
  });
  return { find: () => model, prices: settings.prices };
}

export function findOwn<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
