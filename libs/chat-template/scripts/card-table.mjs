/** Prints the table of the model card's form for `docs/notes/prompt-forms.md`. Usage: npm run card-table -w @leeward/chat-template */
import process from 'node:process';
import { startPython } from './python-environment.mjs';

startPython('card_table.py', [], 'inherit').once('exit', (code) => {
  process.exitCode = code ?? 1;
});
