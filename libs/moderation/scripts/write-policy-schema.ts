import { writeFile } from 'node:fs/promises';

import { policyJsonSchema } from '../src/policy/schema/policy-json-schema.js';

/** Writes the `policy.schema.json` that the package publishes; run it with `npm run schema:policy`. */
const path = new URL('../policy.schema.json', import.meta.url);
await writeFile(path, `${JSON.stringify(policyJsonSchema(), undefined, 2)}\n`);
