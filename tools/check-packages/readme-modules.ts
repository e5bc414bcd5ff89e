/**
 * Joins the TypeScript blocks of a README to modules, in the order in which a reader types them. A block that begins with
 * "ts continued" belongs to the module of the block before it.
 */
export function readmeModules(readme: string): readonly string[] {
  const modules: string[][] = [];
  for (const [, continued, block = ''] of readme.matchAll(/^```ts( continued)?\n(.*?)^```/gmsu)) {
    if (continued === undefined) modules.push([block]);
    else modules.at(-1)?.push(block);
  }
  return modules.map((blocks) => `${blocks.join('\n')}\nexport {};\n`);
}
