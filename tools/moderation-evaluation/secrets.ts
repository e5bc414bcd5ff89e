import { createHash, randomUUID } from 'node:crypto';

import { createSecretsClassifier } from '../../libs/moderation/src/index.js';
import { type Figure } from './figure.js';
import { readRows } from './read-rows.js';
import { readSecretSamples } from './secret-samples.js';
import { computeShareFound } from './share-found.js';

/**
 * Measures the recall of secrets, and the share of fingerprints and harmless texts that are flagged as secrets. The recall needs
 * a file of public rules.
 */
export async function measureSecrets(directory: string, rulesPath: string | undefined): Promise<readonly Figure[]> {
  const classifier = createSecretsClassifier();
  const figures: Figure[] = [];
  if (rulesPath !== undefined) {
    const samples = (await readSecretSamples(rulesPath)).map(({ text }) => text);
    figures.push({
      area: 'secrets',
      name: 'recall, drawn from public rules',
      value: await computeShareFound(classifier, samples),
      rows: samples.length,
      target: { atLeast: 0.97 },
      peers: 'openai guardrails .97, openredaction 1.0, secretlint .10',
    });
  }
  const fingerprints = createFingerprintTexts();
  figures.push({
    area: 'secrets',
    name: 'flagged of UUIDs and hashes',
    value: await computeShareFound(classifier, fingerprints),
    rows: fingerprints.length,
    target: { atMost: 0.01 },
    peers: 'openai guardrails .43, openredaction .07, secretlint 0',
  });
  const xstest = await readRows<{ text: string }>(directory, 'eval-xstest.jsonl.gz');
  const notInject = await readRows<{ text: string }>(directory, 'eval-notinject.jsonl.gz');
  const content = await readRows<{ text: string }>(directory, 'eval-openai-moderation-a.jsonl.gz');
  const prose = [...xstest, ...notInject, ...content].map(({ text }) => text);
  const value = await computeShareFound(classifier, prose);
  return [
    ...figures,
    {
      area: 'secrets',
      name: 'flagged of prose',
      value,
      rows: prose.length,
      target: { atMost: 0.01 },
      peers: 'openredaction .36',
    },
  ];
}

function createFingerprintTexts(): readonly string[] {
  const templates = [
    (value: string) => value,
    (value: string) => `commit ${value}`,
    (value: string) => `sha256: ${value}`,
    (value: string) => `"id": "${value}"`,
    (value: string) => `The request ${value} failed twice.`,
    (value: string) => `https://example.org/items/${value}`,
  ];
  const values = Array.from({ length: 50 }, (_, index) => [
    randomUUID(),
    ...['md5', 'sha1', 'sha256', 'sha512'].map((name) => createHash(name).update(`${index}`).digest('hex')),
    createHash('sha256').update(`${index}`).digest('base64'),
  ]).flat();
  return templates.flatMap((template) => values.map(template));
}
