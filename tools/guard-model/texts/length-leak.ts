interface Judged {
  readonly text: string;
  readonly harmful: 0 | 1;
}

/** Measures how well length alone tells harmful texts: the area under the curve, 0.5 for not at all. */
export function measureLengthLeak(rows: readonly Judged[]): number {
  const sorted = rows
    .map(({ text, harmful }) => ({ length: text.length, harmful }))
    .sort((a, b) => a.length - b.length);
  let harmless = 0;
  let wins = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start;
    let harmlessHere = 0;
    while (end < sorted.length && sorted[end]?.length === sorted[start]?.length) {
      if (sorted[end]?.harmful === 0) harmlessHere += 1;
      end += 1;
    }
    wins += (end - start - harmlessHere) * (harmless + harmlessHere / 2);
    harmless += harmlessHere;
    start = end;
  }
  return wins / (harmless * (rows.length - harmless));
}
