import { readFileSync } from 'node:fs';
import typescript from 'typescript';

/** An example of a page, and the heading above it. */
export interface Example {
  readonly heading: string;
  readonly code: string;
}

/** Reads the TypeScript examples of a page. @param path from the root of the repository */
export function readExamples(path: string): readonly Example[] {
  const text = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  return text.split(/^#+ /m).flatMap((section) => {
    const heading = section.split('\n', 1)[0] ?? '';
    return [...section.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => ({ heading, code }));
  });
}

/** Writes the tokens of a program, without imports: line breaks, comments and trailing commas make no difference. */
export function toTokens(code: string): string {
  const source = typescript.createSourceFile('example.ts', code, typescript.ScriptTarget.ES2022, true);
  const statements = source.statements.filter((statement) => !typescript.isImportDeclaration(statement));
  return statements
    .flatMap((statement) => readTokens(statement, source))
    .join(' ')
    .replaceAll(/, ([\])}])/g, '$1');
}

function readTokens(node: typescript.Node, source: typescript.SourceFile): string[] {
  if (typescript.isJSDoc(node)) return [];
  const children = node.getChildren(source);
  if (children.length > 0) return children.flatMap((child) => readTokens(child, source));
  const text = node.getText(source);
  return text === '' ? [] : [text];
}

/** Lists the names that a program imports, each with its module. */
export function readImports(code: string): string[] {
  return [...code.matchAll(/^import (?:type )?\{ ([^}]*) \} from '(.*)';$/gm)].flatMap(([, names = '', module = '']) =>
    names.split(', ').map((name) => `${name} from ${module}`),
  );
}
