/**
 * Joins the TypeScript blocks of a README to one module. A reader types them one after the other, too.
 * @param preamble Lines in front of them, for names that the README takes as given.
 */
export function readmeModule(readme: string, preamble = ''): string {
  const blocks = [...readme.matchAll(/^```ts\n(.*?)^```/gmsu)].map(([, block = '']) => block);
  const lines = blocks.join('\n').split('\n');
  const isImport = (line: string): boolean => /^import .* from '.*';$/u.test(line);
  // A name that two blocks import is imported once.
  const imports = new Set(lines.filter(isImport));
  return [...imports, preamble, ...lines.filter((line) => !isImport(line)), 'export {};', ''].join('\n');
}
