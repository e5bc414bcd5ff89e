/** Prints the table of `docs/chat-template.md` anew. Usage: npm run card-table -w @leeward/chat-template */
import process from 'node:process';
import { startPython } from './python-environment.mjs';

startPython('card_table.py', [], 'inherit').once('exit', (code) => {
  process.exitCode = code ?? 1;
});
