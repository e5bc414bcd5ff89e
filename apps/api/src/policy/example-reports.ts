import { type ExampleReport, type ModerationPolicy } from '@leeward/moderation';

/** Finds out how well the categories of a policy were learned from its examples. */
export class ExampleReports {
  readonly #find: (policy: ModerationPolicy) => readonly ExampleReport[] | undefined;

  /** @param find undefined where nothing learns from examples */
  constructor(find: (policy: ModerationPolicy) => readonly ExampleReport[] | undefined = () => undefined) {
    this.#find = find;
  }

  find(policy: ModerationPolicy): readonly ExampleReport[] {
    return this.#find(policy) ?? [];
  }
}
