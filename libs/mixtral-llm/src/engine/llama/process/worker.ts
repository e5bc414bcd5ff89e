import { addAbortListener } from 'node:events';
import { EngineClosedError } from '../../../errors/index.js';
import { toWireError } from '../../wire-error.js';
import { LlamaEmbedder } from '../llama-embedder.js';
import { LlamaEngine } from '../llama-engine.js';
import { Outbox } from './outbox.js';
import { type ClientMessage, partWindow, protocolVersion, toWireModel, type WorkerMessage } from './protocol.js';

/** Handles the messages of the client: loads the model, generates, tokenizes and embeds. */
class Worker {
  #engine: LlamaEngine | undefined;
  readonly #embedders: LlamaEmbedder[] = [];
  /** Collects the messages of generations: each token is one, and a step makes several at once. */
  readonly #outbox = new Outbox(send);
  readonly #generations = new Map<
    number,
    { readonly controller: AbortController; unacknowledged: number; wake?: () => void }
  >();

  /** Controllers of the requests to embed, which stop between two texts. */
  readonly #embeddings = new Map<number, AbortController>();

  async handle(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'load':
        return this.#load(message);
      case 'generate':
        return this.#generate(message);
      case 'acknowledge':
        return this.#acknowledge(message.id, message.parts);
      case 'abort':
        this.#embeddings.get(message.id)?.abort();
        return this.#generations.get(message.id)?.controller.abort();
      case 'tokenize':
        return this.#reply(message.id, async () => this.#requireEngine().tokenize(message.texts));
      case 'detokenize':
        return this.#reply(message.id, async () => this.#requireEngine().detokenize(message.sequences));
      case 'load-embedders':
        return this.#loadEmbedders(message);
      case 'embed':
        return this.#embed(message, (embedder, signal) => embedder.embed(message.texts, { signal }));
      case 'embed-fitting':
        return this.#embed(message, (embedder, signal) => embedder.embedFitting(message.texts, { signal }));
      case 'ping':
        return send({ type: 'pong' });
      case 'close':
        await this.#engine?.close();
        for (const embedder of this.#embedders) await embedder.close();
        this.#outbox.flush();
        process.disconnect();
    }
  }

  async #load({ version, options }: ClientMessage & { type: 'load' }): Promise<void> {
    try {
      ensureVersion(version);
      this.#engine = await LlamaEngine.load({ ...options, onProgress: (share) => send({ type: 'progress', share }) });
      send({ type: 'ready', model: toWireModel(this.#engine.model), parallel: this.#engine.capacity().parallel });
    } catch (error) {
      send({ type: 'load-failed', error: toWireError(error) });
    }
  }

  async #loadEmbedders({ version, files }: ClientMessage & { type: 'load-embedders' }): Promise<void> {
    try {
      ensureVersion(version);
      for (const options of files) this.#embedders.push(await LlamaEmbedder.load(options));
      send({ type: 'embedders-ready', models: this.#embedders.map(({ model }) => model) });
    } catch (error) {
      send({ type: 'load-failed', error: toWireError(error) });
    }
  }

  async #generate({ id, request }: ClientMessage & { type: 'generate' }): Promise<void> {
    const generation = { controller: new AbortController(), unacknowledged: 0 };
    this.#generations.set(id, generation);
    try {
      const { signal } = generation.controller;
      const onStart = (): void => this.#outbox.push({ type: 'started', id });
      const parts = this.#requireEngine().generate({ ...request, signal, onStart });
      for await (const part of parts) {
        this.#outbox.push({ type: 'part', id, part });
        await this.#waitForWindow(id, signal);
      }
      this.#outbox.push({ type: 'end', id });
    } catch (error) {
      this.#outbox.push({ type: 'failed', id, error: toWireError(error) });
    } finally {
      this.#generations.delete(id);
    }
  }

  /** Waits while the client has too many parts that it has not acknowledged. */
  async #waitForWindow(id: number, signal: AbortSignal): Promise<void> {
    const generation = this.#generations.get(id);
    if (!generation || ++generation.unacknowledged < partWindow) return;
    await new Promise<void>((resolve) => {
      const listener = addAbortListener(signal, () => resolve());
      generation.wake = () => {
        listener[Symbol.dispose]();
        resolve();
      };
    });
  }

  #acknowledge(id: number, parts: number): void {
    const generation = this.#generations.get(id);
    if (!generation) return;
    generation.unacknowledged -= parts;
    generation.wake?.();
  }

  async #reply(id: number, compute: () => Promise<unknown>): Promise<void> {
    try {
      send({ type: 'result', id, value: await compute() });
    } catch (error) {
      send({ type: 'failed', id, error: toWireError(error) });
    }
  }

  async #embed(
    { id, model }: ClientMessage & { type: 'embed' | 'embed-fitting' },
    embed: (embedder: LlamaEmbedder, signal: AbortSignal) => Promise<unknown>,
  ): Promise<void> {
    const controller = new AbortController();
    this.#embeddings.set(id, controller);
    await this.#reply(id, async () => embed(this.#requireEmbedder(model), controller.signal));
    this.#embeddings.delete(id);
  }

  #requireEngine(): LlamaEngine {
    if (!this.#engine) throw new EngineClosedError();
    return this.#engine;
  }

  #requireEmbedder(index: number): LlamaEmbedder {
    const embedder = this.#embedders[index];
    if (!embedder) throw new EngineClosedError();
    return embedder;
  }
}

function ensureVersion(version: number): void {
  if (version === protocolVersion) return;
  throw new Error(
    `The engine's worker process has protocol version ${protocolVersion}, not ${version}. Install one version of @leeward/mixtral-llm.`,
  );
}

function send(message: WorkerMessage): void {
  if (process.connected) process.send?.(message);
}

const worker = new Worker();
process.on('message', (message: ClientMessage) => void worker.handle(message));
// The parent has ended, or has closed the channel: end as well.
process.on('disconnect', () => process.exit(0));
// The terminal sends these signals to the whole process group; the parent decides when the worker ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
