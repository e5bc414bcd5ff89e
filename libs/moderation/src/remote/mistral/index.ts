export { createMistralClassifier, type MistralClassifierOptions } from './mistral-classifier.js';
export { type RemoteAlarm, type RemoteClassifierOptions } from '../remote-classifier.js';
