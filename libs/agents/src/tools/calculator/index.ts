export { createCalculatorTool } from './calculator-tool.js';
