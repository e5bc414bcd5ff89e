import { type RunContext, type ServedAgent } from '@leeward/agents';
import { type ChatMixtral } from '@leeward/mixtral-llm';
import { type KeyFinder } from '../access/access.guard.js';
import { type ApiKey } from '../access/api-keys-schema.js';
import { OpenAiError } from '../errors/openai-error.js';
import { type KeyBudgets } from '../limits/index.js';
import { type ModelAliases } from '../model/model-aliases.js';
import { type ModelHost } from '../model/model-host.js';
import { type KeyTokens } from '../telemetry/metrics/metrics.js';
import { type Telemetry } from '../telemetry/telemetry.js';
import { CallerEngine } from './caller-engine.js';

/** The owner of what callers store where no keys are required. */
const openOwner = 'open';

/** The name of the served model in a file of agents. */
const servedModel = 'default';

const ownerPrefix = 'key ';

/** Names the owner of what a caller stores: the holder of the key. */
export function toOwner(holder: string | undefined): string {
  return holder === undefined ? openOwner : `${ownerPrefix}${holder}`;
}

/** The parts of the server that the access of agents depends on. */
interface AgentAccessParts {
  /** Undefined: no keys are required. */
  readonly keys: KeyFinder | undefined;
  readonly budgets: KeyBudgets;
  readonly aliases: ModelAliases;
  readonly host: ModelHost;
  readonly telemetry: Pick<Telemetry, 'addKeyTokens' | 'addRunTokens'>;
}

/** Applies the rules of keys to runs, which go on when their request has ended. */
export class AgentAccess {
  readonly #parts: AgentAccessParts;

  constructor(parts: AgentAccessParts) {
    this.#parts = parts;
  }

  /**
   * Requires that an owner may run an agent.
   *
   * @throws OpenAiError 401 for a key that was taken away, 403 for a model that the key may not use, 429 when no tokens are left
   */
  assertRun(owner: string, { model = servedModel }: Pick<ServedAgent, 'model'>): void {
    const key = this.#findKey(owner);
    this.#assertModel(key, model);
    if (key?.limits) this.#parts.budgets.for(key.sha256, key.limits).reserveTokens(1).correct(0);
  }

  /** Creates the served model for a run. Undefined: outside of a run, as with no key. @throws OpenAiError as `assertRun`, and 503 while the model is not ready */
  createChat(run?: Pick<RunContext, 'owner' | 'agent' | 'runId'>): ChatMixtral {
    const { owner = openOwner } = run ?? {};
    const { host, budgets, telemetry } = this.#parts;
    const key = this.#findKey(owner);
    this.#assertModel(key, servedModel);
    const budget = key?.limits && budgets.for(key.sha256, key.limits);
    const onUsage = (tokens: KeyTokens): void => {
      telemetry.addKeyTokens(key?.name, tokens);
      if (run) telemetry.addRunTokens(run, tokens);
    };
    return host.getReady().chatOver((engine) => new CallerEngine(engine, { caller: owner, budget, onUsage }));
  }

  #assertModel(key: ApiKey | undefined, model: string): void {
    const { aliases, host } = this.#parts;
    if (key?.models === undefined) return;
    if (model === servedModel) aliases.assertAllowed(key.models, host.get().engine.model.id);
    else aliases.assertAllowed(key.models, model, 'other');
  }

  /** Finds the key of an owner; undefined where no keys are required. */
  #findKey(owner: string): ApiKey | undefined {
    const { keys } = this.#parts;
    if (keys === undefined || !owner.startsWith(ownerPrefix)) return undefined;
    const key = keys.findHolder(owner.slice(ownerPrefix.length));
    if (key) return key;
    throw new OpenAiError('invalid_api_key', { message: 'The API key of this run was taken away, or has expired.' });
  }
}
