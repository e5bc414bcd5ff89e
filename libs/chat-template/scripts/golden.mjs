/**
 * Writes the golden files anew, with mistral-common. Usage: npm run golden -w @leeward/chat-template
 * The same packages (`requirements.txt`) and the same scripts give the same bytes.
 */
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { startPython } from './python-environment.mjs';

const child = startPython('golden.py', [fileURLToPath(new URL('../golden', import.meta.url))], 'inherit');
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
