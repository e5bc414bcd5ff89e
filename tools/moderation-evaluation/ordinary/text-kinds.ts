import { programs } from './code/programs.js';
import { scripts } from './code/scripts.js';
import { infrastructure } from './configuration/infrastructure.js';
import { lockFiles } from './configuration/lock-files.js';
import { settings } from './configuration/settings.js';
import { databases } from './data/databases.js';
import { json } from './data/json.js';
import { numbers } from './data/numbers.js';
import { science } from './data/science.js';
import { manuals } from './documents/manuals.js';
import { identifierLists } from './identifiers/identifier-lists.js';
import { productCodes } from './identifiers/product-codes.js';
import { webAddresses } from './identifiers/web-addresses.js';
import { git } from './logs/git.js';
import { logs } from './logs/logs.js';
import { stackTraces } from './logs/stack-traces.js';
import { Random } from '../seeded/random.js';
import { type TextWriters } from './text-writers.js';
import { http } from './web/http.js';
import { pages } from './web/pages.js';

/** Writes every kind of ordinary text of machines. None holds a secret, personal data, an attack or an insult. */
export const textKinds: TextWriters = {
  ...identifierLists,
  ...productCodes,
  ...webAddresses,
  ...logs,
  ...stackTraces,
  ...git,
  ...pages,
  ...http,
  ...json,
  ...numbers,
  ...science,
  ...databases,
  ...lockFiles,
  ...infrastructure,
  ...settings,
  ...scripts,
  ...programs,
  ...manuals,
};

const seed = 130;

/** Writes the texts of one kind, the same on every run. */
export function writeTexts(kind: string, count: number): readonly string[] {
  const write = textKinds[kind];
  if (write === undefined) throw new RangeError(`There is no kind of text named "${kind}": take one of textKinds.`);
  const random = new Random(seed, kind);
  return Array.from({ length: count }, () => write(random));
}
