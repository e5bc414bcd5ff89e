import { z } from 'zod';

import { toolEffects, type ToolLabels, toolSources } from '../../contract/index.js';

const source = z.enum(toolSources);

/** Validates the labels of a tool, as a file has them: what is left out keeps its default. */
export const labelsSchema = z
  .strictObject({
    reads: z
      .union([source, z.array(source).min(1)])
      .optional()
      .describe(
        'What it reads: text that anyone can write (untrusted), data that must not leave (private), or neither.',
      ),
    effect: z
      .enum(toolEffects)
      .optional()
      .describe('What it does: only reads (none), changes something of ours (internal), or reaches others (external).'),
  })
  .describe('What a tool reads and does.');

/** Validates a list of the tools that may be used: their names, or their names with labels. */
export const allowedToolsSchema = z
  .union([
    z.array(z.string().min(1).max(128)).min(1).max(200),
    z.record(z.string().min(1).max(128), labelsSchema.nullable()),
  ])
  .describe('The tools that may be used, as a list or with labels. No other tool is.');

/** Converts labels of a file. */
export function toLabels({ reads, effect }: z.infer<typeof labelsSchema>): Partial<ToolLabels> {
  return {
    ...(reads === undefined ? {} : { reads: typeof reads === 'string' ? [reads] : reads }),
    ...(effect === undefined ? {} : { effect }),
  };
}

/** Converts a list of tools of a file to the labels of each. */
export function toAllowedTools(
  tools: z.infer<typeof allowedToolsSchema>,
): Readonly<Record<string, Partial<ToolLabels>>> {
  const entries = Array.isArray(tools)
    ? tools.map((name) => [name, {}] as const)
    : Object.entries(tools).map(([name, labels]) => [name, toLabels(labels ?? {})] as const);
  return Object.fromEntries(entries);
}
