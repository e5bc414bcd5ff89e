import { type InjectionModelName } from '../../libs/moderation/src/classifiers/injection/injection-model.js';

/** Describes a text for training or for cross-validation. */
export interface TrainingText {
  readonly text: string;
  /** The origin of the text. Shares are counted by source. */
  readonly source: string;
  /** The kind of text: prompts of users, prose and answers, or results of tools. */
  readonly kind: 'chat' | 'prose' | 'tool-result';
  /** The model that must find it. Undefined for a harmless text. */
  readonly attack?: InjectionModelName | undefined;
  /** Set on texts written for the training. */
  readonly family?: string | undefined;
  /** Set for texts of a set that was combined from other sets. One shared sequence puts two of these into one family. */
  readonly isFromCombinedSet?: boolean;
  /** Classified in cross-validation, and never trained on. */
  readonly isForEvaluation?: boolean;
}

/** Picks at most `maximum` values, evenly spread. */
export function pickEvenly<Value>(values: readonly Value[], maximum: number): readonly Value[] {
  const step = Math.max(1, Math.ceil(values.length / maximum));
  return values.filter((_value, index) => index % step === 0);
}

/** Groups values by a key, in the order of the first value of each group. */
export function groupBy<Value>(
  values: readonly Value[],
  toKey: (value: Value) => unknown,
): readonly (readonly Value[])[] {
  const groups = new Map<unknown, Value[]>();
  for (const value of values) {
    const key = toKey(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return [...groups.values()];
}
