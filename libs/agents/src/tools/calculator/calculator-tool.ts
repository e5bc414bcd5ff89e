import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import { z } from 'zod';

import { labelTool, type ToolLabels } from '../../contract/index.js';
import { evaluateExpression, knownNames } from './evaluate.js';

const calculatorLabels: ToolLabels = { reads: ['trusted'], effect: 'none' };

/** Creates the tool `calculator`, which computes arithmetic expressions. It runs no code. */
export function createCalculatorTool(labels: Partial<ToolLabels> = {}): StructuredToolInterface {
  const calculator = tool(({ expression }: { expression: string }) => `${evaluateExpression(expression)}`, {
    name: 'calculator',
    description: `Computes an arithmetic expression, such as "(3 + 4) * 2 ^ 0.5". Knows ${knownNames.join(', ')}.`,
    schema: z.object({ expression: z.string().min(1).max(1000).describe('The expression.') }),
  });
  return labelTool(calculator, { ...calculatorLabels, ...labels });
}
