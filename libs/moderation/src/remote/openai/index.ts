export { createOpenAiClassifier, type OpenAiClassifierOptions } from './openai-classifier.js';
export { type RemoteAlarm, type RemoteClassifierOptions } from '../remote-classifier.js';
