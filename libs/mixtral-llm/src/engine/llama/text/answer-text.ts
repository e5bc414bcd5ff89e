import { type Token } from 'node-llama-cpp';
import {
  type ChosenTokenLogprob,
  type GenerationPart,
  type GenerationRequest,
  type TokenLogprob,
} from '../../engine.js';
import { StopStrings } from './stop-strings.js';
import { IncrementalDecoder } from './incremental-decoder.js';
import { type RawLogits } from '../native/native-context.js';
import { type TokenBytes } from './token-bytes.js';

/** Receives a part of the answer's text. The caller adds the usage. */
type OnText = (part: Omit<GenerationPart & { type: 'text-delta' }, 'usage'>) => void;

/** Converts the tokens of one answer to text: whole characters, up to a stop string, with log-probabilities. */
export class AnswerText {
  readonly #tokenBytes: TokenBytes;
  readonly #decoder: IncrementalDecoder;
  readonly #stopStrings: StopStrings;
  /** Log-probabilities of the tokens whose text was not passed on yet. */
  #logprobs: ChosenTokenLogprob[] = [];
  #stop: string | undefined;

  constructor(
    tokenBytes: TokenBytes,
    { stripLeadingSpace, stop }: Pick<GenerationRequest, 'stripLeadingSpace' | 'stop'>,
  ) {
    this.#tokenBytes = tokenBytes;
    this.#decoder = new IncrementalDecoder(tokenBytes, stripLeadingSpace);
    this.#stopStrings = new StopStrings(stop);
  }

  /** Adds a token. @returns false when a stop string has ended the answer */
  push(token: Token, logits: RawLogits | undefined, onText: OnText): boolean {
    if (logits) this.#logprobs.push(this.#toLogprob(token, logits));
    const { text, stop } = this.#stopStrings.push(this.#decoder.push(token));
    this.#emit(text, onText);
    this.#stop = stop;
    return stop === undefined;
  }

  /** Passes on the rest of the text after the last token. @returns the stop string that has ended the answer, if one has */
  end(onText: OnText): string | undefined {
    if (this.#stop !== undefined) return this.#stop;
    const { text, stop } = this.#stopStrings.push(this.#decoder.flush());
    this.#emit(stop === undefined ? text + this.#stopStrings.flush() : text, onText);
    return stop;
  }

  #emit(text: string, onText: OnText): void {
    if (text === '') return;
    const logprobs = this.#logprobs;
    this.#logprobs = [];
    onText({ type: 'text-delta', text, logprobs: logprobs.length > 0 ? logprobs : undefined });
  }

  #toLogprob(token: Token, { logits, top, logSum }: RawLogits): ChosenTokenLogprob {
    const toLogprob = (id: Token): TokenLogprob => ({
      token: id,
      bytes: [...this.#tokenBytes(id)],
      logprob: (logits.get(id) ?? -Infinity) - logSum,
    });
    return { ...toLogprob(token), top: top.map(toLogprob) };
  }
}
