import { describe } from '@jest/globals';
import { conformanceChecks } from './conformance-checks.js';
import { defaultModelSubject } from './subject.js';

// Runs with `npm run check:conformance` only: the real model takes longer than all other tests of this project together.
describe('the contract of LangChain on the default model', () => conformanceChecks(defaultModelSubject));
