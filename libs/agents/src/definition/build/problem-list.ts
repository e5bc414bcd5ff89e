import { type FieldIssue, type FieldPath } from '@leeward/moderation';

/** Gathers the problems of a file, so that all of them are shown at once. */
export class ProblemList {
  readonly #issues: FieldIssue[] = [];

  get issues(): readonly FieldIssue[] {
    return this.#issues;
  }

  add(path: FieldPath, message: string): void {
    this.#issues.push({ path, message });
  }

  /** Runs a part of the work. An error becomes a problem of the field. @returns undefined when there was one */
  async try<Result>(path: FieldPath, work: () => Result | Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      this.add(path, error instanceof Error ? error.message : 'cannot be used');
      return undefined;
    }
  }
}
