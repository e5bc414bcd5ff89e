import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { policyJsonSchema } from '@leeward/moderation';
import { listPages, readPage, repository } from './markdown.js';
import { findHeadings, findLinks, findSentences } from './prose.js';

const maximumLines = 150;
const maximumWords = 25;

/** Records of the past keep their form, and grow. */
const isRecord = (path: string) => path.startsWith('docs/decisions/') || path === 'CHANGELOG.md';

describe.each(listPages())('%s', (path) => {
  const page = readPage(path);

  it(`has at most ${maximumLines} lines`, () => {
    if (!isRecord(path)) expect(page.trimEnd().split('\n').length).toBeLessThanOrEqual(maximumLines);
  });

  it('links to files and headings that exist', () => {
    expect(findLinks(page).filter((link) => !leadsSomewhere(path, link))).toEqual([]);
  });

  it(`has no sentence of more than ${maximumWords} words`, () => {
    const long = findSentences(page).filter((sentence) => sentence.split(/\s+/).length > maximumWords);
    if (!isRecord(path)) expect(long).toEqual([]);
  });
});

describe('CONTRIBUTING.md', () => {
  it('names files and folders that exist', () => {
    const paths = [...readPage('CONTRIBUTING.md').matchAll(/`((?:apps|libs|docs|examples|test|tools)\/[^`]+)`/g)];
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.map(([, path = '']) => path).filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });
});

function leadsSomewhere(path: string, link: string): boolean {
  if (/^[a-z]+:/.test(link)) return true;
  const [target = '', heading] = link.split('#');
  const file = target === '' ? path : join(dirname(path), target);
  if (!existsSync(join(repository, file))) return false;
  return heading === undefined || findHeadings(readPage(file)).includes(heading);
}

/** Reads the sources of a folder, without its tests. */
function readSources(folder: string): string {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(repository, folder, name), 'utf8'))
    .join('\n');
}

describe('docs/reference/errors.md and library-errors.md', () => {
  const page = `${readPage('docs/reference/errors.md')}\n${readPage('docs/reference/library-errors.md')}`;
  const libraries = ['agents', 'chat-template', 'mixtral-llm', 'moderation'].flatMap((name) => [
    ...readSources(`libs/${name}/src/errors`).matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g),
  ]);
  const server = [
    ...readSources('apps/api/src').matchAll(/\bcode: '([a-z]+(?:_[a-z]+)+)'/g),
    ...readSources('apps/api/src/errors').matchAll(/^ {2}([a-z]+(?:_[a-z]+)+): (?:\{|\w+\()/gm),
  ];
  const codes = new Set([...libraries, ...server].map(([, code = '']) => code));

  it('is compared with more than 50 error codes of the sources', () => {
    expect(codes.size).toBeGreaterThan(50);
  });

  it.each([...codes].toSorted())('says what to do about %s', (code) => {
    expect(page).toContain(`\`${code}\``);
  });
});

describe('docs/reference/policy.md', () => {
  const page = readPage('docs/reference/policy.md');
  const fields = Object.keys((policyJsonSchema() as { properties: object }).properties).filter(
    (name) => name !== '$schema',
  );

  it.each(fields)('describes the field %s', (field) => {
    expect(page).toMatch(new RegExp(`^\\|.*\`${field}(?:\\.<\\w+>)?\``, 'm'));
  });
});
