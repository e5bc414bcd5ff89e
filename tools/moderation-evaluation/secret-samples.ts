import { readFile } from 'node:fs/promises';

import fc from 'fast-check';
import { parse } from 'smol-toml';

interface Rule {
  readonly id: string;
  readonly regex?: string;
}

/** A text that a public rule takes for a secret. */
export interface SecretSample {
  readonly rule: string;
  readonly text: string;
}

const samplesOfRule = 3;

/** Drawn texts repeat one character more often than keys do: those are drawn anew. */
const triesOfSample = 40;

/**
 * Texts that public rules take for secrets, three per rule, the same on every run.
 * @param path A configuration file of Gitleaks (MIT): https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml
 */
export async function readSecretSamples(path: string): Promise<readonly SecretSample[]> {
  const { rules } = parse(await readFile(path, 'utf8')) as unknown as { readonly rules: readonly Rule[] };
  return rules.flatMap(({ id, regex }, index) => {
    if (regex === undefined) return [];
    const texts = fc.sample(fc.stringMatching(new RegExp(`^(?:${forGeneration(regex)})$`, 's')), {
      numRuns: samplesOfRule * triesOfSample,
      seed: 20_260_101 + index,
    });
    const varied = texts.toSorted((a, b) => variety(b) - variety(a)).slice(0, samplesOfRule);
    return varied.map((text) => ({ rule: id, text }));
  });
}

/** From Go's syntax to what the generator reads: no flags, no edges, one way to end. */
function forGeneration(source: string): string {
  return source
    .replace(/\(\?-?[is]+:/g, '(?:')
    .replace(/\(\?-?[is]+\)/g, '')
    .replace(/\(\?P<\w+>/g, '(')
    .replaceAll('(?:[\\x60\'"\\s;]|\\\\[nr]|$)', '')
    .replace(/\\b|\\B|\\z|\\A/g, '')
    .replaceAll('[[:alnum:]]', '[a-zA-Z0-9]')
    .replaceAll('[[:digit:]]', '[0-9]');
}

/** Different characters per character of the last word. */
function variety(text: string): number {
  return new Set(text.slice(-24)).size;
}
