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

/** Takes a part of the answer's text; the usage is the caller's to add. */
type OnText = (part: Omit<GenerationPart & { type: 'text-delta' }, 'usage'>) => void;

/** Makes text of the tokens of one answer: whole characters, up to a stop string, with the log-probabilities of its tokens. */
export class AnswerText {
  readonly #decoder: IncrementalDecoder;
  readonly #stopStrings: StopStrings;
  /** Of tokens whose text has not been shown yet. */
  #logprobs: ChosenTokenLogprob[] = [];
  #isStopped = false;

  readonly #tokenBytes: TokenBytes;

  constructor(
    tokenBytes: TokenBytes,
    { stripLeadingSpace, stop }: Pick<GenerationRequest, 'stripLeadingSpace' | 'stop'>,
  ) {
    this.#tokenBytes = tokenBytes;

    this.#decoder = new IncrementalDecoder(tokenBytes, stripLeadingSpace);
    this.#stopStrings = new StopStrings(stop);
  }

  /** @returns false when the answer ends with a stop string */
  push(token: Token, logits: RawLogits | undefined, onText: OnText): boolean {
    if (logits) this.#logprobs.push(this.#logprobOf(token, logits));
    const { text, stopped } = this.#stopStrings.push(this.#decoder.push(token));
    this.#show(text, onText);
    this.#isStopped = stopped;
    return !stopped;
  }

  /** Shows what was held back, once no token follows. */
  end(onText: OnText): void {
    if (this.#isStopped) return;
    const rest = this.#stopStrings.push(this.#decoder.flush());
    this.#show(rest.stopped ? rest.text : rest.text + this.#stopStrings.flush(), onText);
  }

  #show(text: string, onText: OnText): void {
    if (text === '') return;
    const logprobs = this.#logprobs;
    this.#logprobs = [];
    onText({ type: 'text-delta', text, ...(logprobs.length > 0 && { logprobs }) });
  }

  #logprobOf(token: Token, { logits, top, logSum }: RawLogits): ChosenTokenLogprob {
    const one = (id: Token): TokenLogprob => ({
      token: id,
      bytes: [...this.#tokenBytes(id)],
      logprob: (logits.get(id) ?? -Infinity) - logSum,
    });
    return { ...one(token), top: top.map(one) };
  }
}
