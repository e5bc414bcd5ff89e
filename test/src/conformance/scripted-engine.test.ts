import { afterAll, beforeAll, describe } from '@jest/globals';
import { answerChecks } from './answer-checks.js';
import { boundsChecks } from './bounds-checks.js';
import { identityChecks } from './identity-checks.js';
import { scriptedSubject, type Subject } from './subject.js';
import { toolChecks } from './tool-checks.js';

describe('ChatMixtral on the scripted engine', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await scriptedSubject();
  });
  afterAll(() => subject.engine.close());

  describe('answers', () => answerChecks(() => subject));
  describe('bounds', () => boundsChecks(() => subject));
  describe('tools', () => toolChecks(() => subject));
  describe('identity', () => identityChecks(() => subject));
});
