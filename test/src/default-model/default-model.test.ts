import { describe } from '@jest/globals';
import { agentChecks } from '../conformance/agent-checks.js';
import { toSubject } from '../conformance/subject.js';
import { useDefaultModel } from '../fixtures/default-model.js';
import { apiChecks } from './api-checks.js';
import { guardChecks } from './guard-checks.js';

// One file, because loading the model takes longer than most of its tests.
describe('the default model', () => {
  const model = useDefaultModel();
  describe('behind the API, with the official client', () => apiChecks(model));
  describe('in an agent with two tools', () => agentChecks(() => toSubject(model.engine)));
  describe('as a guard of texts', () => guardChecks(() => model.engine));
});
