import { type EncodedText } from '@leeward/chat-template';
import { StopStrings } from '../engine/llama/text/stop-strings.js';
import { ContextOverflowError, EngineClosedError } from '../errors/index.js';
import {
  type ChosenTokenLogprob,
  type Engine,
  type EngineCapacity,
  type EngineModel,
  type FinishReason,
  type GenerationPart,
  type GenerationRequest,
} from '../engine/engine.js';

/** Returns the pieces of the answer to a request, in order, as a list or one by one. */
export type Script = (request: GenerationRequest) => Iterable<string> | AsyncIterable<string>;

export interface ScriptedEngineOptions {
  /** Id of the model. Default `scripted`. */
  readonly id?: string | undefined;
  /** Tokens of the context; each byte of UTF-8 is a token. Default 4,096. */
  readonly contextSize?: number | undefined;
  /** Finish reason of answers that reach no bound. Default `stop`. */
  readonly finishReason?: FinishReason | undefined;
}

/** Chat template of ChatML, the simplest one with control tokens. */
const chatTemplate =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

const startOfTurn = 256;
const endOfTurn = 257;

/**
 * Answers requests in tests with scripted pieces of text. The rest is real: template, ids, stop strings, bounds (a piece counts as
 * one token), abort, usage. Grammar and sampling options do not change the answer. The vocabulary has the 256 bytes and the two control
 * tokens of ChatML.
 */
export class ScriptedEngine implements Engine {
  readonly model: EngineModel;
  /** Every request so far. */
  readonly requests: GenerationRequest[] = [];
  /** Pieces that callers have taken so far, over all requests. */
  piecesTaken = 0;
  readonly #script: Script;
  readonly #options: ScriptedEngineOptions;
  #active = 0;
  #isClosed = false;

  constructor(script: Script, options: ScriptedEngineOptions = {}) {
    this.#script = script;
    this.#options = options;
    this.model = {
      id: options.id ?? 'scripted',
      name: 'A scripted engine',
      architecture: 'scripted',
      precision: 'none',
      device: 'none',
      contextSize: options.contextSize ?? 4096,
      vocabulary: {
        kind: 'byte-pair',
        size: 258,
        isMistralV1: false,
        controlTokens: new Map([
          ['<|im_start|>', startOfTurn],
          ['<|im_end|>', endOfTurn],
        ]),
        eos: endOfTurn,
      },
      chatTemplate,
    };
  }

  async *generate(request: GenerationRequest): AsyncIterable<GenerationPart> {
    if (this.#isClosed) throw new EngineClosedError();
    const promptTokens = request.prompt.tokens.length;
    if (promptTokens >= this.model.contextSize) throw new ContextOverflowError(promptTokens, this.model.contextSize);
    this.requests.push(request);
    this.#active++;
    let completionTokens = 0;
    const usage = () => ({ promptTokens, cachedPromptTokens: 0, completionTokens });
    const stopStrings = new StopStrings(request.stop);
    let end: { readonly reason: FinishReason; readonly stopString?: string } = {
      reason: this.#options.finishReason ?? 'stop',
    };
    /** Log-probabilities of the pieces whose text was not yielded yet. */
    let logprobs: ChosenTokenLogprob[] = [];
    const toParts = (text: string): GenerationPart[] => {
      if (text === '') return [];
      const reported = request.topLogprobs === undefined ? undefined : logprobs;
      logprobs = [];
      return [{ type: 'text-delta', text, usage: usage(), logprobs: reported }];
    };
    try {
      request.signal?.throwIfAborted();
      let stopString: string | undefined;
      for await (const piece of this.#script(request)) {
        request.signal?.throwIfAborted();
        this.piecesTaken++;
        completionTokens++;
        if (request.topLogprobs !== undefined) logprobs.push(...toLogprobs(piece, request.topLogprobs));
        const { text, stop } = stopStrings.push(piece);
        yield* toParts(text);
        stopString = stop;
        if (stopString !== undefined) break;
        if (completionTokens < (request.maxTokens ?? Infinity)) continue;
        end = { reason: 'length' };
        break;
      }
      if (stopString === undefined) yield* toParts(stopStrings.flush());
      else end = { reason: 'stop', stopString };
    } finally {
      this.#active--;
    }
    yield { type: 'finish', ...end, usage: usage() };
  }

  async tokenize(texts: readonly string[]): Promise<readonly EncodedText[]> {
    return texts.map((text) => {
      const tokens = [...new TextEncoder().encode(text)];
      return { tokens, byteLengths: tokens.map(() => 1) };
    });
  }

  async detokenize(sequences: readonly (readonly number[])[]): Promise<readonly string[]> {
    const controls = new Map([...this.model.vocabulary.controlTokens].map(([text, token]) => [token, text]));
    const encoder = new TextEncoder();
    return sequences.map((tokens) => {
      const bytes = tokens.flatMap((token) => [...(token < 256 ? [token] : encoder.encode(controls.get(token) ?? ''))]);
      return new TextDecoder().decode(Uint8Array.from(bytes));
    });
  }

  capacity(): EngineCapacity {
    return { active: this.#active, queued: 0, parallel: Infinity, ready: !this.#isClosed };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }
}

/** Makes the log-probability of a piece, as one token. The likeliest tokens are the piece itself and then single letters. */
function toLogprobs(text: string, count: number): ChosenTokenLogprob[] {
  const bytes = [...new TextEncoder().encode(text)];
  const chosen = { token: bytes[0] ?? 0, bytes, logprob: -0.25 };
  const others = Array.from({ length: count }, (_, index) => ({
    token: 65 + index,
    bytes: [65 + index],
    logprob: -2 - index,
  }));
  return [{ ...chosen, top: [chosen, ...others].slice(0, count) }];
}
