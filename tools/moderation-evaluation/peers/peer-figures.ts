import { readFileSync } from 'node:fs';

/** The figures of other products by area and name of the figure, then by product. `measure-peers.ts` writes the file. */
export type PeerFigures = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The file of the figures. */
export const peerFiguresFile = new URL('./peer-figures.json', import.meta.url);

/** Formats the figures of other products for one of ours, for example `redact-pii .51, openredaction .66`. */
export function findPeerFigures(area: string, name: string): string | undefined {
  const figures = (JSON.parse(readFileSync(peerFiguresFile, 'utf8')) as PeerFigures)[`${area}: ${name}`];
  if (figures === undefined) return undefined;
  return Object.entries(figures)
    .map(([product, value]) => `${product} ${value.toFixed(2).replace(/^0/, '')}`)
    .join(', ');
}
