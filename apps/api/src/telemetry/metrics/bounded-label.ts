/** The most values of a label: each is a series of its own, which is kept until the process ends. */
const maximumValues = 200;

/** Limits the values of a label, so that no input can make more and more series. Values beyond the limit become `other`. */
export class BoundedLabel {
  readonly #values = new Set<string>();
  readonly #maximum: number;

  constructor(maximum = maximumValues) {
    this.#maximum = maximum;
  }

  limit(value: string): string {
    if (this.#values.has(value)) return value;
    if (this.#values.size >= this.#maximum) return 'other';
    this.#values.add(value);
    return value;
  }
}
