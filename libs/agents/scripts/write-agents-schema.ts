import { writeFile } from 'node:fs/promises';

import { agentsJsonSchema } from '../src/definition/schema/index.js';

/** Writes the `agents.schema.json` that the package publishes; run it with `npm run schema:agents`. */
const path = new URL('../agents.schema.json', import.meta.url);
await writeFile(path, `${JSON.stringify(agentsJsonSchema(), undefined, 2)}\n`);
