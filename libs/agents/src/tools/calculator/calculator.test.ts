import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { findToolLabels } from '../../contract/index.js';
import { ToolInputError } from '../../errors/index.js';
import { createCalculatorTool } from './calculator-tool.js';
import { evaluateExpression } from './evaluate.js';

describe('evaluateExpression', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['2 ** -1', 0.5],
    ['2 * -3', -6],
    ['7 % 4', 3],
    ['0.1 + 0.2', 0.3],
    ['1.5e3 / 2', 750],
    ['.5 × 4 − 1', 1],
    ['12 ÷ 4', 3],
    ['sqrt(16) + abs(-2)', 6],
    ['max(1, 7, 3) - min(4, 2)', 5],
    ['round(1.005, 2)', 1.01],
    ['round(2.5)', 3],
    ['cos(2 * PI)', 1],
    ['ln(e)', 1],
  ])('computes %s', (expression, value) => {
    expect(evaluateExpression(expression)).toBeCloseTo(value, 12);
  });

  it.each([
    ['1 / 0', 'divides by zero'],
    ['5 % 0', 'divides by zero'],
    ['sqrt(-1)', 'no finite value'],
    ['9 ^ 9 ^ 9', 'no finite value'],
    ['1 +', 'ends too early'],
    ['1 2', 'unexpected at position 3'],
    ['(1', '")" must stand there'],
    ['foo(1)', 'is unknown'],
    ['constructor', 'is unknown'],
    ['__proto__', 'may not have'],
    ['process.exit()', 'may not have'],
    ['abs(1, 2)', 'takes 1 values'],
    ['round(1, 99)', '0 to 15 digits'],
    ['('.repeat(500), 'nested deeper'],
    ['-'.repeat(500) + '1', 'nested deeper'],
  ])('refuses %s', (expression, message) => {
    expect(() => evaluateExpression(expression)).toThrow(ToolInputError);
    expect(() => evaluateExpression(expression)).toThrow(message);
  });

  it('throws nothing but its own error for any text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[-+*/%^(),. a-e0-9]{0,60}$/), (expression) => {
        try {
          return Number.isFinite(evaluateExpression(expression));
        } catch (error) {
          return ToolInputError.isInstance(error);
        }
      }),
      { seed: 1 },
    );
  });
});

describe('the tool calculator', () => {
  it('answers with the value, and is labelled as harmless', async () => {
    const calculator = createCalculatorTool();
    expect(await calculator.invoke({ expression: '6 * 7' })).toBe('42');
    expect(findToolLabels(calculator)).toEqual({ reads: ['trusted'], effect: 'none' });
  });
});
