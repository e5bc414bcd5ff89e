import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type ChatMessage, type ToolDefinition } from '../src/conversation/messages.js';

/** A conversation, and the answer of mistral-common: ids, or the class of its exception. */
export interface GoldenConversation {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly ToolDefinition[];
  readonly tokens?: readonly number[];
  readonly refused?: string;
}

/** A text and its ids in each vocabulary. */
export interface GoldenText {
  readonly text: string;
  readonly v1: readonly number[];
  readonly v2: readonly number[];
  readonly v3: readonly number[];
}

/** A user's text and its ids in the model card's form. */
export interface GoldenCard {
  readonly text: string;
  readonly tokens: readonly number[];
}

interface GoldenFiles {
  'instruct-v1': GoldenConversation;
  'instruct-v2': GoldenConversation;
  'instruct-v3': GoldenConversation;
  texts: GoldenText;
  card: GoldenCard;
}

/** Reads the rows of a golden file. `npm run golden -w @leeward/chat-template` writes it anew. */
export function readGolden<Name extends keyof GoldenFiles>(name: Name): GoldenFiles[Name][] {
  const lines = gunzipSync(readFileSync(new URL(`./${name}.jsonl.gz`, import.meta.url))).toString('utf8');
  return lines.split('\n').map((line) => JSON.parse(line) as GoldenFiles[Name]);
}
