import { startApi } from './start-api.js';

try {
  await startApi(process.env);
} catch (error) {
  // A start that fails is told in one message, without a stack: it says what to change.
  process.stderr.write(`\nLeeward cannot start. ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
