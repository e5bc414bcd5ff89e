import { startApi } from './bootstrap/start-api.js';

// The first signal shuts down in order; the second one exits at once.
let signals = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ++signals > 1 && process.exit(1));

try {
  await startApi(process.env);
} catch (error) {
  // One message without a stack: it says what to change.
  process.stderr.write(`\nLeeward cannot start. ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
