#!/usr/bin/env node
// Not in `dist`: npm links commands when it installs, which in this workspace comes before the build.
import process from 'node:process';

const { leewardCommand } = await import('../dist/keys-command/leeward-command.js').catch((error) => {
  process.stderr.write(`The command is not built yet: run npm run build. (${error.message})\n`);
  process.exit(2);
});
process.exitCode = await leewardCommand(process.argv.slice(2), process.env);
