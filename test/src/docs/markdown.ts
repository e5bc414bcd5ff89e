import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** Lists the pages of the repository, as paths from its root. */
export function listPages(): readonly string[] {
  const docs = readdirSync(`${repository}docs`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`);
  const libraries = readdirSync(`${repository}libs`).map((name) => `libs/${name}/README.md`);
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md', ...libraries, ...docs.toSorted()];
}

/** Lists the pages with blocks that can be run. */
export function pagesWithCode(): readonly string[] {
  return listPages().filter((path) => {
    const page = readPage(path);
    return findPrograms(page).length > 0 || findRequests(page).length > 0;
  });
}

/** Describes a fenced block of a page. */
export interface CodeBlock {
  /** The first word behind the fence, such as `ts`. */
  readonly language: string;
  /** Whether the block goes on where the one before it ended: ` ```ts continued`. */
  readonly isContinued: boolean;
  readonly code: string;
  /** The line of the opening fence, counted from 1. */
  readonly line: number;
  /** The block that follows with nothing between them, if it holds output. */
  readonly output: string | undefined;
}

const fence = /^```([\w-]*)(.*)\n([^]*?)^```$/gm;
const outputLanguages = new Set(['text', 'json']);

/** Reads a page of the repository. */
export function readPage(path: string): string {
  return readFileSync(`${repository}${path}`, 'utf8');
}

/** Finds the fenced blocks of a page, in order. */
export function findCodeBlocks(page: string): readonly CodeBlock[] {
  const matches = [...page.matchAll(fence)];
  return matches.map((match, index) => {
    const [all, language = '', info = '', code = ''] = match;
    const next = matches[index + 1];
    const isFollowed = next !== undefined && page.slice(match.index + all.length, next.index).trim() === '';
    return {
      language,
      isContinued: info.trim() === 'continued',
      code,
      line: page.slice(0, match.index).split('\n').length,
      output: isFollowed && outputLanguages.has(next[1] ?? '') ? next[3] : undefined,
    };
  });
}

/** Joins each TypeScript block with the ones that continue it: every result is a program. */
export function findPrograms(page: string): readonly { line: number; code: string; output: string | undefined }[] {
  const programs: { line: number; code: string; output: string | undefined }[] = [];
  for (const block of findCodeBlocks(page).filter(({ language }) => language === 'ts')) {
    const output = [...findPrinted(block.code), ...(block.output === undefined ? [] : [block.output.trim()])].join(
      '\n',
    );
    const before = programs.at(-1);
    if (block.isContinued && before) {
      before.code += block.code;
      before.output = [before.output, output].filter(Boolean).join('\n');
    } else {
      programs.push({ line: block.line, code: block.code, output });
    }
  }
  return programs;
}

/** Finds the lines that comments of an example promise: `// prints: 42`. */
function findPrinted(code: string): readonly string[] {
  return [...code.matchAll(/\/\/ prints: (.*)$/gm)].map(([, text = '']) => text);
}

/** Finds the shell blocks that only call a server, with what they print. */
export function findRequests(page: string): readonly CodeBlock[] {
  return findCodeBlocks(page).filter(({ language, code }) => language === 'sh' && code.startsWith('curl '));
}

/** Values of real output that differ each time. */
const changing: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '[0-9a-f-]{36}'],
  [/(?<="(?:created|cached_tokens)":)\d+/g, '\\d+'],
  [/(?<=\[[A-Z]+_)[0-9A-F]{6}(?=\])/g, '[0-9A-F]{6}'],
  [/…/g, '[^]*?'],
];

/** Makes a pattern of promised output: `…` stands for any text, and ids, times and placeholders for others. */
export function toOutputPattern(promised: string): RegExp {
  // U+0000 marks the changing values while the rest is escaped. No page contains it.
  const marked = changing.reduce((text, [value], index) => text.replace(value, `\u0000${index}\u0000`), promised);
  const escaped = marked.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\0(\d)\0/g, (_, index) => changing[Number(index)]?.[1] ?? '')}$`, 'u');
}
