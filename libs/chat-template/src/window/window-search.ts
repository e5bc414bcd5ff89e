import { type EncodingSteps } from '../encoding/encoding-steps.js';

/** Whether the prompt that begins with a turn has room. */
export type Fits = (turn: number) => EncodingSteps<boolean>;

/**
 * Finds a turn that a prompt may begin with, so that it has room, and has none with one more turn. Looks around a guess, at
 * doubling distances, then between.
 *
 * @returns `undefined` when not even the last turn has room
 */
export function* findFirstTurn(turnCount: number, fits: Fits, guess: number): EncodingSteps<number | undefined> {
  const last = turnCount - 1;
  let fitting: number | undefined;
  let tooLong = -1;
  for (let turn = guess, step = 1; turn >= 0 && turn <= last; step *= 2) {
    const isFitting = yield* fits(turn);
    if (isFitting) {
      fitting = turn;
      if (tooLong >= 0 || turn === 0) break;
      turn = Math.max(0, turn - step);
    } else {
      tooLong = turn;
      if (fitting !== undefined || turn === last) break;
      turn = Math.min(last, turn + step);
    }
  }
  if (fitting === undefined) return undefined;
  while (fitting - tooLong > 1) {
    const middle = Math.floor((fitting + tooLong) / 2);
    const isFitting: boolean = yield* fits(middle);
    if (isFitting) fitting = middle;
    else tooLong = middle;
  }
  return fitting;
}
