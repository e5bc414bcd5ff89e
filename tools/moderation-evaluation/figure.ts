/** Describes one figure of an evaluation. */
export interface Figure {
  /** The measured area: content, words, pii, secrets or injection. */
  readonly area: string;
  /** For example `recall, homoglyph`. */
  readonly name: string;
  /** A share from 0 to 1, unless the name says otherwise. */
  readonly value: number;
  /** How many texts or spans were measured. */
  readonly rows: number;
  /** The bound for the value. Default: none. */
  readonly target?: Target | undefined;
  /** Values of other products, for comparison. They are from the same rows unless the text names others. */
  readonly peers?: string | undefined;
  /** Details of the value, such as the categories that were found. */
  readonly note?: string | undefined;
}

/** Describes a bound for a value. */
export interface Target {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Says whether a figure meets its target. Undefined without a target. */
export function isMet({ value, target }: Figure): boolean | undefined {
  if (target === undefined) return undefined;
  return value >= (target.atLeast ?? -Infinity) && value <= (target.atMost ?? Infinity);
}

/** Formats figures as a Markdown table. */
export function formatTable(figures: readonly Figure[]): string {
  const head = ['area', 'figure', 'value', 'rows', 'target', 'met', 'peers', 'note'];
  const lines = figures.map((figure) => [
    figure.area,
    figure.name,
    figure.value.toFixed(3),
    `${figure.rows}`,
    formatTarget(figure.target),
    isMet(figure) === undefined ? '' : isMet(figure) ? 'yes' : 'NO',
    figure.peers ?? '',
    figure.note ?? '',
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)));
  const format = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [format(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.map(format), ''].join(
    '\n',
  );
}

function formatTarget(target: Target | undefined): string {
  if (target === undefined) return '';
  return [
    ...(target.atLeast === undefined ? [] : [`≥ ${target.atLeast.toFixed(3)}`]),
    ...(target.atMost === undefined ? [] : [`≤ ${target.atMost.toFixed(3)}`]),
  ].join(', ');
}
