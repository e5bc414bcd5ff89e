import { type ClassifierContext } from '../../contract/classifier.js';
import { type ModerationInput, type TextRange } from '../../contract/moderation-input.js';
import { ClassifierError } from '../../errors/moderation-errors.js';
import { sharedEventLoopYield } from '../../scheduling/event-loop-yield.js';
import { scoreCheaply } from './cheap-scores.js';
import { maximumBatchCharacters, maximumBatchTexts, type TextVector } from './encode-queue.js';
import { findContext, isReadable, writeGuardInput } from './guard-input.js';
import { type GuardModel } from './guard-model.js';
import { type GuardReader } from './guard-reader.js';
import { type LogOdds } from './guard-scores.js';
import { splitInHalves, splitIntoWindows, splitText } from './guard-windows.js';
import { classifyLanguage, type LanguageCertainty } from './language-head.js';
import { toReadableText } from './readable-text.js';
import { WorkMeter } from './work-meter.js';

/** A piece of a text, its log odds, and the reader that scored it. Two readers may score one piece. */
export interface ScoredPiece extends TextRange {
  readonly logOdds: LogOdds;
  readonly reader?: GuardReader | undefined;
}

/** A piece of a text that is to be read. */
interface OpenPiece extends TextRange {
  /** The index of the reader whose turn it is. */
  readonly turn: number;
  /** Whether a reader before it has scored the piece, without being certain of the language. */
  readonly isScored: boolean;
  /** Whether it is a part of a window whose language no reader knows. */
  readonly isPart: boolean;
}

/** A piece whose language its reader knows. */
interface AssignedPiece extends OpenPiece {
  readonly certainty: Exclude<LanguageCertainty, 'unknown'>;
  /** The turn before it, as far as it fits. */
  readonly context: string;
}

/** A piece of so few characters has few tokens: an encoder that does not read it is broken. */
const minimumPieceCharacters = 16;

/** The sizes of the parts in which a window is read again whose language no reader knows: two or three sentences. */
const partSizes = { size: 240, overlap: 60 };

/** Holds the parts that a text is read with. */
export interface ReadingParts {
  /** The name of the classifier, for errors and thresholds. */
  readonly classifier: string;
  readonly windows: Pick<GuardModel, 'windowCharacters' | 'overlapCharacters'>;
  /** The readers, in their order: the first that knows the language of a piece scores it. At least one. */
  readonly readers: readonly GuardReader[];
}

/**
 * Reads one text with encoders and heads, piece by piece. The first reader that knows the language of a piece scores it. If it is
 * not certain, the next one scores the piece as well: otherwise a few words of another language would choose who judges.
 */
export class GuardReading {
  /** The name of the classifier. */
  readonly classifier: string;
  readonly #windows: ReadingParts['windows'];
  readonly #readers: readonly GuardReader[];
  readonly #input: ModerationInput;
  readonly #context: ClassifierContext;
  readonly #meter = new WorkMeter();
  readonly #scored: ScoredPiece[] = [];
  #cheapMs = 0;

  constructor({ classifier, windows, readers }: ReadingParts, input: ModerationInput, context: ClassifierContext) {
    this.classifier = classifier;
    this.#windows = windows;
    this.#readers = readers;
    this.#input = input;
    this.#context = context;
    context.measureWork?.(() => this.#cheapMs + this.#meter.workMs);
  }

  /**
   * Scores the windows of the text that hold new characters and that a model can read: in a script and a language that it knows.
   * A window with too many tokens is split.
   * @throws {ClassifierError} for a piece that an encoder does not read although it is small.
   */
  async scoreWindows(): Promise<readonly ScoredPiece[]> {
    let open: readonly AssignedPiece[] = await this.#assignAll(this.#splitIntoWindows());
    while (open.length > 0) {
      const pieces = takeBatch(open);
      const reader = this.#findReader(pieces[0]?.turn ?? 0);
      const vectors = await this.#encode(
        reader,
        pieces.map((piece) => [this.#read(piece), piece.context]),
      );
      const next: AssignedPiece[] = [];
      for (const [index, piece] of pieces.entries()) {
        next.push(...(await this.#scorePiece(piece, reader, vectors[index])));
      }
      open = [...next, ...open.filter((piece) => !pieces.includes(piece))];
    }
    return this.#scored;
  }

  /** The windows that were scored so far. */
  get scored(): readonly ScoredPiece[] {
    return this.#scored;
  }

  /** Whether the texts of others wait for an encoder. */
  get isBusy(): boolean {
    return this.#readers.some(({ queue }) => queue.isBusy);
  }

  /** Scores variants of a piece of the text as the piece was scored; undefined for one with too many tokens. */
  async scoreVariants(
    texts: readonly string[],
    { reader = this.#findReader(0) }: Pick<ScoredPiece, 'reader'> = {},
  ): Promise<readonly (LogOdds | undefined)[]> {
    const context = findContext(this.#input, reader.model);
    const vectors = await this.#encode(
      reader,
      texts.map((text) => [text, context]),
    );
    const scored: (LogOdds | undefined)[] = [];
    for (const [index, text] of texts.entries()) {
      const vector = vectors[index];
      scored.push(vector && (await this.#score(reader, text, vector)));
    }
    return scored;
  }

  #findReader(turn: number): GuardReader {
    const reader = this.#readers[turn];
    if (reader === undefined) throw new ClassifierError(this.classifier, 'It has no model to read texts with.');
    return reader;
  }

  #splitIntoWindows(): readonly OpenPiece[] {
    const { text, moderatedTo = 0 } = this.#input;
    const { windowCharacters, overlapCharacters } = this.#windows;
    const context = findContext(this.#input, this.#findReader(0).model);
    // The turn before takes its place from the window, so that both fit.
    const size = Math.max(windowCharacters - context.length, Math.ceil(windowCharacters / 2));
    const overlap = Math.min(overlapCharacters, Math.floor(size / 2));
    return splitText(text, { size, overlap })
      .filter(({ start, end }) => end > moderatedTo && isReadable(text.slice(start, end)))
      .map((window) => ({ ...window, turn: 0, isScored: false, isPart: false }));
  }

  /** Scores a piece. @returns the pieces that are to be read after it */
  async #scorePiece(piece: AssignedPiece, reader: GuardReader, vector: TextVector): Promise<readonly AssignedPiece[]> {
    if (vector === undefined) return this.#split(piece);
    const { start, end, turn, certainty } = piece;
    this.#scored.push({ start, end, reader, logOdds: await this.#score(reader, this.#read(piece), vector) });
    if (certainty === 'certain' || turn + 1 === this.#readers.length) return [];
    return this.#assign({ ...piece, isScored: true, turn: turn + 1 });
  }

  async #assignAll(pieces: readonly OpenPiece[]): Promise<readonly AssignedPiece[]> {
    const assigned: AssignedPiece[] = [];
    for (const piece of pieces) assigned.push(...(await this.#assign(piece)));
    return assigned;
  }

  /** Assigns a piece to the next reader that knows its language. One that none knows is split into parts, unless it was scored. */
  async #assign(piece: OpenPiece): Promise<readonly AssignedPiece[]> {
    for (let { turn } = piece; turn < this.#readers.length; turn += 1) {
      const { model } = this.#findReader(turn);
      const certainty = await this.#classifyLanguage(model, this.#read(piece));
      if (certainty !== 'unknown') return [{ ...piece, turn, certainty, context: findContext(this.#input, model) }];
    }
    return piece.isScored || piece.isPart ? [] : this.#assignAll(this.#splitIntoParts(piece));
  }

  async #classifyLanguage({ language, keepsAccents }: GuardReader['model'], text: string): Promise<LanguageCertainty> {
    if (language === undefined) return 'certain';
    return this.#measure(() => classifyLanguage(language, toReadableText(text, keepsAccents)));
  }

  /** Splits a piece whose language no reader knows. A part of it may be in another one: a threat hidden in a strange text. */
  #splitIntoParts(piece: OpenPiece): readonly OpenPiece[] {
    if (piece.end - piece.start <= partSizes.size) return [];
    return splitIntoWindows(this.#input.text, piece, partSizes)
      .filter((part) => isReadable(this.#read(part)))
      .map((part) => ({ ...part, turn: 0, isScored: false, isPart: true }));
  }

  #read({ start, end }: TextRange): string {
    return this.#input.text.slice(start, end);
  }

  #encode(
    { queue, model }: GuardReader,
    pieces: readonly (readonly [text: string, context: string])[],
  ): Promise<readonly TextVector[]> {
    const { role } = this.#input;
    const texts = pieces.map(([text, context]) => writeGuardInput(role, text, context, model.keepsAccents));
    return queue.encode(texts, this.#meter, this.#context.signal);
  }

  /** Halves the turn before a piece, or else the piece. */
  #split(piece: AssignedPiece): readonly AssignedPiece[] {
    const { context } = piece;
    const length = piece.end - piece.start;
    if (context.length >= Math.max(length, minimumPieceCharacters)) {
      return [{ ...piece, context: context.slice(-Math.floor(context.length / 2)) }];
    }
    if (length >= minimumPieceCharacters) {
      return splitInHalves(this.#input.text, piece).map((half) => ({ ...piece, ...half }));
    }
    if (context !== '') return [{ ...piece, context: '' }];
    const message = `The encoder reads no piece of ${length} characters: it answers that even those are too many tokens.`;
    throw new ClassifierError(this.classifier, message);
  }

  async #score({ model, scorer }: GuardReader, text: string, vector: Float32Array): Promise<LogOdds> {
    const isWhole = text === this.#input.text;
    // The input itself has a reading that the other classifiers have made already.
    const input = isWhole ? this.#input : { ...this.#input, text, moderatedTo: 0 };
    return this.#measure(async () => scorer.score(vector, await scoreCheaply(model.cheap, input, this.#context)));
  }

  /** Does work of this thread in its turn, and counts its time. */
  async #measure<Value>(work: () => Value | Promise<Value>): Promise<Value> {
    while (sharedEventLoopYield.isTurnUsed) await sharedEventLoopYield.nextTurn();
    const startedAt = performance.now();
    const value = await work();
    const passedMs = performance.now() - startedAt;
    this.#cheapMs += passedMs;
    sharedEventLoopYield.addUsed(passedMs);
    return value;
  }
}

/**
 * Takes as many pieces of one reader as fit into one batch of the queue. So a long text does not fill the queue, and loses at most
 * one batch when its time has passed.
 */
function takeBatch(open: readonly AssignedPiece[]): readonly AssignedPiece[] {
  const ofReader = open.filter(({ turn }) => turn === open[0]?.turn).slice(0, maximumBatchTexts);
  let characters = 0;
  const beyond = ofReader.findIndex(({ start, end, context }) => {
    characters += end - start + context.length;
    return characters > maximumBatchCharacters;
  });
  return beyond < 0 ? ofReader : ofReader.slice(0, Math.max(1, beyond));
}
