import { afterAll, beforeAll, describe } from '@jest/globals';
import { answerChecks } from './answer-checks.js';
import { boundsChecks } from './bounds-checks.js';
import { identityChecks } from './identity-checks.js';
import { defaultModelSubject, type Subject } from './subject.js';
import { toolChecks } from './tool-checks.js';

describe('ChatMixtral on the default model', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await defaultModelSubject();
  }, 240_000);
  afterAll(() => subject?.engine.close());

  describe('answers', () => answerChecks(() => subject));
  describe('bounds', () => boundsChecks(() => subject));
  describe('tools', () => toolChecks(() => subject));
  describe('identity', () => identityChecks(() => subject));
});
