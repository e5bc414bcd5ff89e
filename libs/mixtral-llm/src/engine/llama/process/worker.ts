import { EngineClosedError } from '../../../errors/index.js';
import { toWireError } from '../../wire-error.js';
import { LlamaEmbedder } from '../llama-embedder.js';
import { LlamaEngine } from '../llama-engine.js';
import { Outbox } from './outbox.js';
import { type ClientMessage, partWindow, protocolVersion, toWireModel, type WorkerMessage } from './protocol.js';

/**
 * The child process of the llama engine: it holds the model and does what the messages say. It is started with the
 * environment that decoding needs (see `worker-process.ts`) and ends when its parent goes away.
 */
class Worker {
  #engine: LlamaEngine | undefined;
  #embedder: LlamaEmbedder | undefined;
  /** What is told of generations: every token is a message, and steps give several at once. */
  readonly #outbox = new Outbox(send);
  readonly #generations = new Map<
    number,
    { readonly controller: AbortController; unacknowledged: number; wake?: () => void }
  >();

  async handle(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'load':
        return this.#load(message);
      case 'generate':
        return this.#generate(message);
      case 'acknowledge':
        return this.#acknowledge(message.id, message.parts);
      case 'abort':
        return this.#generations.get(message.id)?.controller.abort();
      case 'tokenize':
        return this.#answer(message.id, async () => this.#require().tokenize(message.texts));
      case 'detokenize':
        return this.#answer(message.id, async () => this.#require().detokenize(message.runs));
      case 'load-embedder':
        return this.#loadEmbedder(message);
      case 'embed':
        return this.#answer(message.id, async () => this.#requireEmbedder().embed(message.texts));
      case 'close':
        await this.#engine?.close();
        await this.#embedder?.close();
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

  async #loadEmbedder({ version, options }: ClientMessage & { type: 'load-embedder' }): Promise<void> {
    try {
      ensureVersion(version);
      this.#embedder = await LlamaEmbedder.load(options);
      send({ type: 'embedder-ready', model: this.#embedder.model });
    } catch (error) {
      send({ type: 'load-failed', error: toWireError(error) });
    }
  }

  async #generate({ id, request }: ClientMessage & { type: 'generate' }): Promise<void> {
    const generation = { controller: new AbortController(), unacknowledged: 0 };
    this.#generations.set(id, generation);
    try {
      const { signal } = generation.controller;
      const parts = this.#require().generate(
        { ...request, signal },
        { onStart: () => this.#outbox.push({ type: 'started', id }) },
      );
      for await (const part of parts) {
        this.#outbox.push({ type: 'part', id, part });
        await this.#room(id, signal);
      }
      this.#outbox.push({ type: 'end', id });
    } catch (error) {
      this.#outbox.push({ type: 'failed', id, error: toWireError(error) });
    } finally {
      this.#generations.delete(id);
    }
  }

  /** Waits while the client has too many parts that it has not taken. */
  async #room(id: number, signal: AbortSignal): Promise<void> {
    const generation = this.#generations.get(id);
    if (!generation || ++generation.unacknowledged < partWindow) return;
    await new Promise<void>((resolve) => {
      generation.wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  #acknowledge(id: number, parts: number): void {
    const generation = this.#generations.get(id);
    if (!generation) return;
    generation.unacknowledged -= parts;
    generation.wake?.();
  }

  async #answer(id: number, question: () => Promise<unknown>): Promise<void> {
    try {
      send({ type: 'answer', id, value: await question() });
    } catch (error) {
      send({ type: 'failed', id, error: toWireError(error) });
    }
  }

  #require(): LlamaEngine {
    if (!this.#engine) throw new EngineClosedError();
    return this.#engine;
  }

  #requireEmbedder(): LlamaEmbedder {
    if (!this.#embedder) throw new EngineClosedError();
    return this.#embedder;
  }
}

function ensureVersion(version: number): void {
  if (version !== protocolVersion)
    throw new Error(`The engine's worker speaks version ${protocolVersion}, not ${version}.`);
}

function send(message: WorkerMessage): void {
  if (process.connected) process.send?.(message);
}

const worker = new Worker();
process.on('message', (message: ClientMessage) => void worker.handle(message));
// Nobody is left to answer: do not outlive the parent.
process.on('disconnect', () => process.exit(0));
// The terminal sends these to the whole group; the parent decides when the worker ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
