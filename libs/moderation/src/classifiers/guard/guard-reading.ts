import { type ClassifierContext } from '../../contract/classifier.js';
import { type ModerationInput, type TextRange } from '../../contract/moderation-input.js';
import { ClassifierError } from '../../errors/moderation-errors.js';
import { sharedEventLoopYield } from '../../scheduling/event-loop-yield.js';
import { scoreCheaply } from './cheap-scores.js';
import { type EncodeQueue, maximumBatchCharacters, maximumBatchTexts, type TextVector } from './encode-queue.js';
import { findContext, isReadable, writeGuardInput } from './guard-input.js';
import { type GuardModel } from './guard-model.js';
import { type GuardScorer, type LogOdds } from './guard-scores.js';
import { splitInHalves, splitText } from './guard-windows.js';
import { WorkMeter } from './work-meter.js';

/** A piece of a text, and its log odds. */
export interface ScoredPiece extends TextRange {
  readonly logOdds: LogOdds;
}

/** A piece of a text that is to be encoded, with the turn before it as far as it fits. */
interface OpenPiece extends TextRange {
  readonly context: string;
}

/** A piece of so few characters has few tokens: an encoder that does not read it is broken. */
const minimumPieceCharacters = 16;

/** Holds the parts that a text is read with. */
export interface ReadingParts {
  /** The name of the classifier, for errors and thresholds. */
  readonly classifier: string;
  readonly model: Pick<GuardModel, 'windowCharacters' | 'overlapCharacters' | 'contextCharacters' | 'cheap'>;
  readonly scorer: Pick<GuardScorer, 'score'> & Partial<Pick<GuardScorer, 'isKnownLanguage'>>;
  readonly queue: EncodeQueue;
}

/** Reads one text with an encoder and heads, piece by piece. */
export class GuardReading {
  /** The name of the classifier. */
  readonly classifier: string;
  readonly #model: ReadingParts['model'];
  readonly #scorer: ReadingParts['scorer'];
  readonly #queue: EncodeQueue;
  readonly #input: ModerationInput;
  readonly #context: ClassifierContext;
  readonly #meter = new WorkMeter();
  readonly #scored: ScoredPiece[] = [];
  #cheapMs = 0;

  constructor(parts: ReadingParts, input: ModerationInput, context: ClassifierContext) {
    this.classifier = parts.classifier;
    this.#model = parts.model;
    this.#scorer = parts.scorer;
    this.#queue = parts.queue;
    this.#input = input;
    this.#context = context;
    context.measureWork?.(() => this.#cheapMs + this.#meter.workMs);
  }

  /**
   * Scores the windows of the text that hold new characters and that the model can read: in a script and a language that it knows.
   * A window with too many tokens is split.
   * @throws {ClassifierError} for a piece that the encoder does not read although it is small.
   */
  async scoreWindows(): Promise<readonly ScoredPiece[]> {
    const { text, moderatedTo = 0 } = this.#input;
    const { windowCharacters, overlapCharacters, contextCharacters } = this.#model;
    const context = findContext(this.#input, contextCharacters);
    // The turn before takes its place from the window, so that both fit.
    const size = Math.max(windowCharacters - context.length, Math.ceil(windowCharacters / 2));
    const overlap = Math.min(overlapCharacters, Math.floor(size / 2));
    let open: readonly OpenPiece[] = splitText(text, { size, overlap })
      .filter(({ start, end }) => end > moderatedTo && isReadable(text.slice(start, end)))
      .map((window) => ({ ...window, context }));
    while (open.length > 0) {
      const pieces = takeBatch(open);
      const vectors = await this.#encode(pieces.map((piece) => [this.#read(piece), piece.context]));
      const split: OpenPiece[] = [];
      for (const [index, piece] of pieces.entries()) {
        const vector = vectors[index];
        if (vector === undefined) split.push(...this.#split(piece));
        else if (this.#scorer.isKnownLanguage?.(vector) ?? true) {
          const logOdds = await this.#score(this.#read(piece), vector);
          this.#scored.push({ start: piece.start, end: piece.end, logOdds });
        }
      }
      open = [...split, ...open.slice(pieces.length)];
    }
    return this.#scored;
  }

  /** The windows that were scored so far. */
  get scored(): readonly ScoredPiece[] {
    return this.#scored;
  }

  /** Whether the texts of others wait for the encoder. */
  get isBusy(): boolean {
    return this.#queue.isBusy;
  }

  /** Scores variants of a piece of the text; undefined for one with too many tokens. */
  async scoreVariants(texts: readonly string[]): Promise<readonly (LogOdds | undefined)[]> {
    const context = findContext(this.#input, this.#model.contextCharacters);
    const vectors = await this.#encode(texts.map((text) => [text, context]));
    const scored: (LogOdds | undefined)[] = [];
    for (const [index, text] of texts.entries()) {
      const vector = vectors[index];
      scored.push(vector && (await this.#score(text, vector)));
    }
    return scored;
  }

  #read({ start, end }: TextRange): string {
    return this.#input.text.slice(start, end);
  }

  #encode(pieces: readonly (readonly [text: string, context: string])[]): Promise<readonly TextVector[]> {
    const texts = pieces.map(([text, context]) => writeGuardInput(this.#input.role, text, context));
    return this.#queue.encode(texts, this.#meter, this.#context.signal);
  }

  /** Halves the turn before a piece, or else the piece. */
  #split({ start, end, context }: OpenPiece): readonly OpenPiece[] {
    const length = end - start;
    if (context.length >= Math.max(length, minimumPieceCharacters)) {
      return [{ start, end, context: context.slice(-Math.floor(context.length / 2)) }];
    }
    if (length >= minimumPieceCharacters) {
      return splitInHalves(this.#input.text, { start, end }).map((half) => ({ ...half, context }));
    }
    if (context !== '') return [{ start, end, context: '' }];
    const message = `The encoder reads no piece of ${length} characters: it answers that even those are too many tokens.`;
    throw new ClassifierError(this.classifier, message);
  }

  async #score(text: string, vector: Float32Array): Promise<LogOdds> {
    while (sharedEventLoopYield.isTurnUsed) await sharedEventLoopYield.nextTurn();
    const startedAt = performance.now();
    const isWhole = text === this.#input.text;
    // The input itself has a reading that the other classifiers have made already.
    const input = isWhole ? this.#input : { ...this.#input, text, moderatedTo: 0 };
    const cheap = await scoreCheaply(this.#model.cheap, input, this.#context);
    const logOdds = this.#scorer.score(vector, cheap);
    const passedMs = performance.now() - startedAt;
    this.#cheapMs += passedMs;
    sharedEventLoopYield.addUsed(passedMs);
    return logOdds;
  }
}

/**
 * Takes as many pieces as fit into one batch of the queue. So a long text does not fill the queue, and loses at most one batch when
 * its time has passed.
 */
function takeBatch(open: readonly OpenPiece[]): readonly OpenPiece[] {
  let characters = 0;
  const beyond = open.findIndex(({ start, end, context }) => {
    characters += end - start + context.length;
    return characters > maximumBatchCharacters;
  });
  return open.slice(0, Math.min(maximumBatchTexts, beyond < 0 ? open.length : Math.max(1, beyond)));
}
