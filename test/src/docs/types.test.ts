import { describe, expect, it } from '@jest/globals';
import typescript from 'typescript';
import { findPrograms, pagesWithCode, readPage, repository } from './markdown.js';

/** The programs of all pages, by the paths that they would have in this project. */
const programs = new Map(
  pagesWithCode().flatMap((path) =>
    findPrograms(readPage(path)).map(({ line, code }) => [
      `${repository}test/docs-blocks/${path.replace(/\W+/g, '-')}-${line}.ts`,
      `${code}\nexport {};\n`,
    ]),
  ),
);

/** Compiles the programs with the options of every project, from memory. */
function createProgram(): typescript.Program {
  const { config } = typescript.readConfigFile(`${repository}tsconfig.base.json`, (path) =>
    typescript.sys.readFile(path),
  );
  const { options } = typescript.convertCompilerOptionsFromJson(config.compilerOptions, repository);
  const settings: typescript.CompilerOptions = { ...options, composite: false, incremental: false, noEmit: true };
  const host = typescript.createCompilerHost(settings);
  const readFile = host.readFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  host.readFile = (path) => programs.get(path) ?? readFile(path);
  host.fileExists = (path) => programs.has(path) || fileExists(path);
  return typescript.createProgram([...programs.keys()], settings, host);
}

describe('the programs of the pages', () => {
  it('pass the type check', () => {
    const program = createProgram();
    const problems = [...programs.keys()].flatMap((path) =>
      [
        ...program.getSyntacticDiagnostics(program.getSourceFile(path)),
        ...program.getSemanticDiagnostics(program.getSourceFile(path)),
      ].map(({ messageText }) => `${path}: ${typescript.flattenDiagnosticMessageText(messageText, '\n')}`),
    );
    expect(problems).toEqual([]);
  });
});
