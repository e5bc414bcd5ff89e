import { QueueFullError } from '../../errors.js';

/** Does one thing after another. */
export class OneByOne {
  private waiting = 0;
  private last: Promise<unknown> = Promise.resolve();

  /** @param most things that are under way or wait */
  constructor(private readonly most: number) {}

  /** Does it when all that came before is done. @throws {QueueFullError} when too many wait */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.waiting >= this.most) throw new QueueFullError(this.waiting, this.waiting);
    this.waiting++;
    const turn = this.last.then(task);
    this.last = turn.catch(() => undefined).finally(() => this.waiting--);
    return turn;
  }
}
