import { readFile } from 'node:fs/promises';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';

import { toErrorKind } from '../errors/error-kind.js';
import { type BertGraph, buildBertGraph, inputNames } from './bert-graph.js';
import { type GgufFile, readGguf } from './gguf-file.js';
import { type FromThread, type ThreadModel, type ThreadSettings, type ToThread } from './protocol.js';
import { importRuntime, type OnnxRuntime, type OnnxSession } from './runtime.js';
import { UnigramTokenizer } from './unigram.js';
import { WordPieceTokenizer } from './word-piece.js';

type Tokenizer = UnigramTokenizer | WordPieceTokenizer;

function readTokenizer(file: GgufFile): Tokenizer {
  const isWordPiece = file.metadata.get('tokenizer.ggml.model') === 'bert';
  return isWordPiece ? new WordPieceTokenizer(file) : new UnigramTokenizer(file);
}

/** Encodes texts one after another. onnxruntime computes in the thread that calls it, so this is a thread of its own. */
class Encoder {
  readonly #runtime: OnnxRuntime;
  readonly #session: OnnxSession;
  readonly #tokenizer: Tokenizer;
  readonly #graph: Omit<BertGraph, 'model'>;
  readonly #maximumTokens: number;

  constructor(
    runtime: OnnxRuntime,
    session: OnnxSession,
    tokenizer: Tokenizer,
    graph: Omit<BertGraph, 'model'>,
    maximumTokens: number,
  ) {
    this.#runtime = runtime;
    this.#session = session;
    this.#tokenizer = tokenizer;
    this.#graph = graph;
    this.#maximumTokens = maximumTokens;
  }

  static async load(
    runtime: OnnxRuntime,
    { weightsPath, maximumTokens }: ThreadModel,
    threads: number,
  ): Promise<Encoder> {
    const file = readGguf(await readFile(weightsPath));
    const tokenizer = readTokenizer(file);
    const { model, ...graph } = buildBertGraph(file, {
      tokens: tokenizer.size,
      positions: maximumTokens,
    });
    const session = await runtime.InferenceSession.create(model, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
    });
    return new Encoder(runtime, session, tokenizer, graph, maximumTokens);
  }

  get dimensions(): number {
    return this.#graph.dimensions;
  }

  /** Encodes one text; undefined for one with too many tokens. */
  async encode(text: string): Promise<Float32Array | undefined> {
    const ids = this.#tokenizer.encode(text, this.#maximumTokens);
    if (ids === undefined) return undefined;
    const toTensor = (values: readonly number[]): unknown =>
      new this.#runtime.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
    const feeds = {
      [inputNames.ids]: toTensor(ids),
      [inputNames.positions]: toTensor(ids.map((_, position) => position)),
    };
    const output = (await this.#session.run(feeds))[this.#graph.outputName]?.data;
    if (!(output instanceof Float32Array) || output.length !== this.dimensions)
      throw new Error('The model gave no vector.');
    const length = Math.hypot(...output);
    if (!Number.isFinite(length) || length === 0) throw new Error('The model gave a vector without a direction.');
    return output.map((value) => value / length);
  }
}

/** Answers the requests that arrive, until the thread is ended from outside. */
async function serve(port: MessagePort, settings: ThreadSettings): Promise<void> {
  const answer = (message: FromThread): void => port.postMessage(message);
  const refuse = (error: unknown, weightsPath?: string): void =>
    answer({
      type: 'unusable',
      problem: error instanceof Error ? error.message : toErrorKind(error),
      weightsPath,
    });
  let runtime: OnnxRuntime;
  try {
    runtime = await importRuntime(settings.runtime);
  } catch (error) {
    return refuse(error);
  }
  const encoders: Encoder[] = [];
  for (const model of settings.models) {
    try {
      encoders.push(await Encoder.load(runtime, model, settings.threads));
    } catch (error) {
      return refuse(error, model.weightsPath);
    }
  }
  /** The requests that wait or are under way. */
  const wanted = new Set<number>();
  let previous: Promise<void> = Promise.resolve();
  const encode = async ({ id, model, texts }: Extract<ToThread, { readonly type: 'encode' }>): Promise<void> => {
    try {
      const encoder = encoders[model];
      if (encoder === undefined) throw new RangeError(`There is no model ${model}.`);
      const vectors: (Float32Array | undefined)[] = [];
      for (const text of texts) {
        if (!wanted.has(id)) return;
        vectors.push(await encoder.encode(text));
      }
      answer({ type: 'encoded', id, vectors });
    } catch (error) {
      answer({ type: 'failed', id, problem: toErrorKind(error) });
    } finally {
      wanted.delete(id);
    }
  };
  port.on('message', (message: ToThread) => {
    if (message.type === 'abort') {
      wanted.delete(message.id);
    } else {
      wanted.add(message.id);
      previous = previous.then(() => encode(message));
    }
  });
  answer({ type: 'ready', dimensions: encoders.map(({ dimensions }) => dimensions) });
}

if (parentPort !== null) void serve(parentPort, workerData as ThreadSettings);
