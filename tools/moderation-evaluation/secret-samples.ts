import { readFile } from 'node:fs/promises';

import fc from 'fast-check';
import { parse } from 'smol-toml';

interface Rule {
  readonly id: string;
  readonly regex?: string;
}

/** Describes a text that a public rule matches as a secret. */
export interface SecretSample {
  readonly rule: string;
  readonly text: string;
}

const samplesPerRule = 3;

/** Generated texts per sample. The most varied ones are taken, since many repeat one character, unlike keys. */
const candidatesPerSample = 40;

/**
 * Generates texts that public rules match as secrets: three per rule, the same on every run.
 *
 * @param path a configuration file of Gitleaks (MIT): https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml
 */
export async function readSecretSamples(path: string): Promise<readonly SecretSample[]> {
  const { rules } = parse(await readFile(path, 'utf8')) as unknown as { readonly rules: readonly Rule[] };
  return rules.flatMap(({ id, regex }, index) => {
    if (regex === undefined) return [];
    const texts = fc.sample(fc.stringMatching(new RegExp(`^(?:${toGeneratorSyntax(regex)})$`, 's')), {
      numRuns: samplesPerRule * candidatesPerSample,
      seed: 20_260_101 + index,
    });
    const varied = texts.toSorted((a, b) => countVariety(b) - countVariety(a)).slice(0, samplesPerRule);
    return varied.map((text) => ({ rule: id, text }));
  });
}

/** Converts Go's regular expressions to the generator's syntax: no flags, no anchors, no alternative endings. */
function toGeneratorSyntax(source: string): string {
  return source
    .replace(/\(\?-?[is]+:/g, '(?:')
    .replace(/\(\?-?[is]+\)/g, '')
    .replace(/\(\?P<\w+>/g, '(')
    .replaceAll('(?:[\\x60\'"\\s;]|\\\\[nr]|$)', '')
    .replace(/\\b|\\B|\\z|\\A/g, '')
    .replaceAll('[[:alnum:]]', '[a-zA-Z0-9]')
    .replaceAll('[[:digit:]]', '[0-9]');
}

/** Counts the different characters among the last 24. */
function countVariety(text: string): number {
  return new Set(text.slice(-24)).size;
}
