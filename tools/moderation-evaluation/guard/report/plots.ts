import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

import { type Category, openAiCategories } from '../../../../libs/moderation/src/index.js';
import { type Comparison, listDecisions, toHarm } from '../comparison.js';
import { type SetName } from '../sets/evaluation-set.js';
import { computeReliability, type ReliabilityBin } from '../statistics/calibration.js';
import { computePrecisionRecall } from '../statistics/ranking.js';
import { type DecidedRow, systemNames } from '../systems.js';

/** The decided rows by set. */
export type DecidedSets = Readonly<Partial<Record<SetName, readonly DecidedRow[]>>>;

/** A range of scores of one category: `any harm`, or a category of OpenAI's set. */
export interface CategoryBin extends ReliabilityBin {
  readonly category: string;
}

const plottedSets = {
  openai: 'OpenAI, any harm',
  surge: 'Surge',
  xstest: 'XSTest',
  hatecheck: 'HateCheck',
  dangerous: 'written requests and twins',
} as const;

const maximumPoints = 100;

/** Lists the points of the precision-recall curves, at most 100 for each curve. */
export function listPrecisionRecall(sets: DecidedSets): readonly object[] {
  return (Object.entries(plottedSets) as [SetName, string][]).flatMap(([name, title]) =>
    systemNames.flatMap((system) => {
      const curve = computePrecisionRecall(toHarm(listDecisions(sets[name] ?? [], system)));
      const step = Math.max(1, Math.ceil(curve.length / maximumPoints));
      return curve
        .filter((_, index) => index % step === 0 || index === curve.length - 1)
        .map(({ precision, recall }) => ({ set: title, system, precision: round(precision), recall: round(recall) }));
    }),
  );
}

/** Lists the reliability bins of the preset with both, or without the guard of the cheap classifiers, on OpenAI's set. */
export function listReliability(sets: DecidedSets): readonly CategoryBin[] {
  const rows = sets.openai ?? [];
  const withGuard = listDecisions(rows, 'both');
  const decided = withGuard.length > 0 ? withGuard : listDecisions(rows, 'cheap');
  const byCategory = openAiCategories.flatMap((category: Category) => {
    const labelled = decided.flatMap(({ row, decision }) => {
      const isPositive = row.labels?.[category];
      return isPositive === undefined ? [] : [{ score: decision.scores[category] ?? 0, isPositive }];
    });
    const isMeasured = labelled.some(({ isPositive }) => isPositive);
    return isMeasured ? computeReliability(labelled).map((bin) => ({ category, ...bin })) : [];
  });
  return [...computeReliability(toHarm(decided)).map((bin) => ({ category: 'any harm', ...bin })), ...byCategory];
}

/** Plots the precision-recall curves as SVG. */
export async function plotPrecisionRecall(points: readonly object[]): Promise<string> {
  return toSvg({
    data: { values: [...points] },
    columns: 3,
    facet: { field: 'set', type: 'nominal', title: null },
    spec: {
      width: 220,
      height: 200,
      mark: { type: 'line', interpolate: 'step-after' },
      encoding: {
        x: { field: 'recall', type: 'quantitative', scale: { domain: [0, 1] } },
        y: { field: 'precision', type: 'quantitative', scale: { domain: [0, 1] } },
        color: { field: 'system', type: 'nominal', sort: [...systemNames] },
        order: { field: 'recall' },
      },
    },
  });
}

/** Plots the share of harmful rows by score as SVG. A point on the diagonal is calibrated. */
export async function plotReliability(bins: readonly CategoryBin[]): Promise<string> {
  const diagonal = [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ];
  const unit = { type: 'quantitative' as const, scale: { domain: [0, 1] } };
  return toSvg({
    data: { values: [...bins] },
    columns: 4,
    facet: { field: 'category', type: 'nominal', title: null, sort: ['any harm'] },
    spec: {
      width: 150,
      height: 150,
      layer: [
        {
          data: { values: diagonal },
          mark: { type: 'line', color: '#bbb', strokeDash: [4, 4] },
          encoding: { x: { field: 'x', ...unit }, y: { field: 'y', ...unit } },
        },
        {
          mark: { type: 'point', filled: true, opacity: 0.8 },
          encoding: {
            x: { field: 'meanScore', title: 'mean score', ...unit },
            y: { field: 'positives', title: 'share labelled', ...unit },
            size: { field: 'rows', type: 'quantitative', scale: { type: 'sqrt' } },
          },
        },
      ],
    },
  });
}

/** Plots the figures for which others have published theirs, as bars in SVG. */
export async function plotPeers(comparisons: readonly Comparison[]): Promise<string> {
  const values = comparisons.flatMap(({ set, name, values: own, published }) => {
    if (published === undefined) return [];
    const figure = `${set}: ${name}`;
    const ours = systemNames.flatMap((system) => {
      const value = own[system]?.value;
      return value === undefined ? [] : [{ figure, system: `Leeward, ${system}`, value, by: 'Leeward' }];
    });
    const others = Object.entries(published.values).map(([system, value]) => ({ figure, system, value, by: 'others' }));
    return [...ours, ...others];
  });
  return toSvg({
    data: { values },
    columns: 2,
    facet: { field: 'figure', type: 'nominal', title: null },
    spec: {
      width: 260,
      mark: 'bar',
      encoding: {
        x: { field: 'value', type: 'quantitative', title: null },
        y: { field: 'system', type: 'nominal', sort: '-x', title: null },
        color: { field: 'by', type: 'nominal', title: null },
      },
    },
    resolve: { scale: { y: 'independent', x: 'independent' } },
  });
}

async function toSvg(spec: TopLevelSpec): Promise<string> {
  const compiled = compile({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    ...spec,
  });
  const svg = await new vega.View(vega.parse(compiled.spec), { renderer: 'none' }).toSVG();
  return `${svg}\n`;
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
