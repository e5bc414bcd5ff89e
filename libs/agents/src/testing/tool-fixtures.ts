import { tool } from '@langchain/core/tools';
import { z } from 'zod';

import { labelTool, type ToolEffect, type ToolSource } from '../contract/index.js';

/** A tool for tests, and the calls that have run. */
export interface RecordedTool {
  readonly tool: ReturnType<typeof createTool>;
  readonly calls: unknown[];
}

function createTool(name: string, run: (args: unknown, config: unknown) => unknown, schema: z.ZodType) {
  return tool((args: unknown, config: unknown) => run(args, config), {
    name,
    description: `Runs ${name}.`,
    schema: schema as z.ZodObject,
  });
}

/** Creates a labelled tool that writes its calls down and returns a result. */
export function recordTool(
  name: string,
  labels: { readonly reads?: readonly ToolSource[]; readonly effect?: ToolEffect },
  result: (args: unknown, config: unknown) => unknown = () => `${name} has run.`,
  schema: z.ZodType = z.looseObject({}),
): RecordedTool {
  const calls: unknown[] = [];
  const created = createTool(
    name,
    (args, config) => {
      calls.push(args);
      return result(args, config);
    },
    schema,
  );
  labelTool(created, { reads: labels.reads ?? ['trusted'], effect: labels.effect ?? 'none' });
  return { tool: created, calls };
}
