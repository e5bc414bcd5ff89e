import { describe } from '@jest/globals';
import { conformanceChecks } from './conformance-checks.js';
import { scriptedSubject } from './subject.js';

describe('the contract of LangChain on the scripted engine', () => conformanceChecks(scriptedSubject));
