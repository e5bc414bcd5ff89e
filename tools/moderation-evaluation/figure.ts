/** One figure of an evaluation. */
export interface Figure {
  /** What was measured: content, words, pii, secrets, injection. */
  readonly area: string;
  /** For example `recall, homoglyph`. */
  readonly name: string;
  /** A share, 0 … 1, unless the name says otherwise. */
  readonly value: number;
  /** How many texts or spans it rests on. */
  readonly rows: number;
  /** What is aimed at; undefined where nothing is. */
  readonly target?: Target;
  /** What other products reach on the same rows, as measured by this project. */
  readonly peers?: string;
}

/** A bound: at least or at most. */
export interface Target {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Whether a figure is within its target; undefined when it has none. */
export function isMet({ value, target }: Figure): boolean | undefined {
  if (target === undefined) return undefined;
  return value >= (target.atLeast ?? -Infinity) && value <= (target.atMost ?? Infinity);
}

/** Figures as lines of a table. */
export function tableOf(figures: readonly Figure[]): string {
  const head = ['area', 'figure', 'value', 'rows', 'target', 'met', 'peers'];
  const lines = figures.map((figure) => [
    figure.area,
    figure.name,
    figure.value.toFixed(3),
    String(figure.rows),
    targetText(figure.target),
    isMet(figure) === undefined ? '' : isMet(figure) ? 'yes' : 'NO',
    figure.peers ?? '',
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)));
  const format = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [format(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.map(format), ''].join(
    '\n',
  );
}

function targetText(target: Target | undefined): string {
  if (target === undefined) return '';
  return [
    ...(target.atLeast === undefined ? [] : [`≥ ${target.atLeast.toFixed(3)}`]),
    ...(target.atMost === undefined ? [] : [`≤ ${target.atMost.toFixed(3)}`]),
  ].join(', ');
}
