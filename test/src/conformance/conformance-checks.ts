import { afterAll, beforeAll, describe } from '@jest/globals';
import { agentChecks } from './agent-checks.js';
import { answerChecks } from './answer-checks.js';
import { boundsChecks } from './bounds-checks.js';
import { completionChecks } from './completion-checks.js';
import { eventChecks } from './event-checks.js';
import { identityChecks } from './identity-checks.js';
import { structuredOutputChecks } from './structured-output-checks.js';
import { type Subject } from './subject.js';
import { toolChecks } from './tool-checks.js';

/** Checks the contract of LangChain on one engine. @param makeSubject makes it, once for all checks */
export function conformanceChecks(makeSubject: () => Promise<Subject>): void {
  let made: Subject;
  const subject = () => made;
  beforeAll(async () => {
    made = await makeSubject();
  }, 240_000);
  afterAll(() => made?.engine.close());

  describe('answers', () => answerChecks(subject));
  describe('bounds', () => boundsChecks(subject));
  describe('stream events', () => eventChecks(subject));
  describe('tools', () => toolChecks(subject));
  describe('structured output', () => structuredOutputChecks(subject));
  describe('agents', () => agentChecks(subject));
  describe('identity', () => identityChecks(subject));
  describe('completion', () => completionChecks(subject));
}
