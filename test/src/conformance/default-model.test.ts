import { afterAll, beforeAll, describe } from '@jest/globals';
import { agentChecks } from './agent-checks.js';
import { answerChecks } from './answer-checks.js';
import { boundsChecks } from './bounds-checks.js';
import { completionChecks } from './completion-checks.js';
import { eventChecks } from './event-checks.js';
import { identityChecks } from './identity-checks.js';
import { defaultModelSubject, type Subject } from './subject.js';
import { structuredOutputChecks } from './structured-output-checks.js';
import { toolChecks } from './tool-checks.js';

describe('the contract of LangChain on the default model', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await defaultModelSubject();
  }, 240_000);
  afterAll(() => subject?.engine.close());

  describe('answers', () => answerChecks(() => subject));
  describe('bounds', () => boundsChecks(() => subject));
  describe('stream events', () => eventChecks(() => subject));
  describe('tools', () => toolChecks(() => subject));
  describe('structured output', () => structuredOutputChecks(() => subject));
  describe('agents', () => agentChecks(() => subject));
  describe('identity', () => identityChecks(() => subject));
  describe('completion', () => completionChecks(() => subject));
});
