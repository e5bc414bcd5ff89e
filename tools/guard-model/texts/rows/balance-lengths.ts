import { drawOne } from '../../../injection-training/random.js';
import { groupBy } from '../../../injection-training/training-text.js';
import { fillFrame, type FrameRow } from '../frames/expand-frames.js';
import { type FrameSection } from '../frames/frame-section.js';

const mostBins = 30;
const smallestBin = 15;
const slack = 1.1;
const maximumFillers = 4;
const shortestTarget = 60;
const longestTarget = 500;
const joinedShare = 0.18;
const maximumCovers = 20;
const embeddedShare = 0.09;
const shortestEmbedding = 250;
const longestEmbedding = 850;
const fillerShare = 0.4;

/**
 * Lengthens rows: some by another row of their section, some by harmless sentences around them, to about 60 to 500 characters,
 * and a few by several harmless rows, to about 250 to 850.
 */
export function lengthenRows(rows: readonly FrameRow[], random: () => number): readonly FrameRow[] {
  const draw = (others: readonly FrameRow[] = []): FrameRow | undefined => drawOne(others, random);
  const inSection = new Map(groupBy(rows, ({ section }) => section).map((group) => [group[0]?.section, group]));
  const covers = groupBy(rows.filter(isCover), ({ row }) => row.role);
  return rows.map((frameRow) => {
    const { section, row, isCopy } = frameRow;
    if (section.filler === undefined) return frameRow;
    const share = random();
    if (share < embeddedShare) {
      const sameRole = covers.find((group) => group[0]?.row.role === row.role);
      return { ...frameRow, row: { ...row, text: embedText(row.text, () => draw(sameRole), random) } };
    }
    const other = share < embeddedShare + joinedShare ? draw(inSection.get(section)) : undefined;
    const text = other === undefined || other.row.family === row.family ? row.text : `${row.text} ${other.row.text}`;
    const isFilled = isCopy || random() < fillerShare;
    return { ...frameRow, row: { ...row, text: isFilled ? addFillers(text, section, random) : text } };
  });
}

function isCover({ row, section }: FrameRow): boolean {
  return row.harmful === 0 && section.filler !== undefined && section.isCover;
}

/** Puts a text between harmless ones of its kind. A harmful sentence in a long harmless text is still harmful. */
function embedText(inner: string, draw: () => FrameRow | undefined, random: () => number): string {
  const target = shortestEmbedding + (longestEmbedding - shortestEmbedding) * random();
  let text = inner;
  for (let count = 0; count < maximumCovers && text.length < target; count += 1) {
    const other = draw()?.row.text ?? '';
    text = random() < 0.5 ? `${other} ${text}` : `${text} ${other}`;
  }
  return text.trim();
}

function addFillers(text: string, section: FrameSection, random: () => number): string {
  const target = shortestTarget * (longestTarget / shortestTarget) ** random();
  let longer = text;
  for (let count = 0; count < maximumFillers && longer.length < target * 0.85; count += 1) {
    const sentence = fillFrame(`{${section.filler}}`, section, random);
    if (longer.length + sentence.length > target * 1.2 || longer.includes(sentence)) continue;
    longer = random() < 0.5 ? `${sentence} ${longer}` : `${longer} ${sentence}`;
  }
  return longer;
}

/** Cuts rows so that both labels have the same lengths. Of each length, a label keeps its share in all rows. */
export function balanceLengths<Row extends { readonly text: string; readonly isPositive: boolean }>(
  rows: readonly Row[],
): readonly Row[] {
  const positives = rows.filter(({ isPositive }) => isPositive).length;
  const ratio = positives / (rows.length - positives);
  if (!Number.isFinite(ratio) || ratio === 0) return rows;
  const sorted = [...rows].sort((one, other) => one.text.length - other.text.length);
  const binSize = Math.max(smallestBin, Math.ceil(rows.length / mostBins));
  const binCount = Math.max(1, Math.floor(rows.length / binSize));
  const bins = Array.from({ length: binCount }, (_, bin) =>
    sorted.slice(bin * binSize, bin === binCount - 1 ? undefined : (bin + 1) * binSize),
  );
  return bins.flatMap((bin) => {
    const positive = bin.filter(({ isPositive }) => isPositive);
    const negative = bin.filter(({ isPositive }) => !isPositive);
    return [
      ...positive.slice(0, Math.round(Math.min(positive.length, negative.length * ratio * slack))),
      ...negative.slice(0, Math.round(Math.min(negative.length, (positive.length / ratio) * slack))),
    ];
  });
}
