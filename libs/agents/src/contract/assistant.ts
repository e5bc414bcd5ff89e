import { type JsonObject } from './json.js';

/** A named configuration of an agent. Each agent has one of its own name. */
export interface AssistantRecord {
  readonly id: string;
  /** The holder to whom it belongs. Null: it comes with the agent, and everyone may use it. */
  readonly owner: string | null;
  /** The name of the agent. */
  readonly graphId: string;
  readonly name: string;
  readonly description: string | null;
  readonly config: JsonObject;
  readonly context: JsonObject;
  readonly metadata: JsonObject;
  /** Counted from 1. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Conditions that a listed assistant meets. */
export interface AssistantFilter {
  readonly owner: string;
  readonly graphId?: string | undefined;
  /** A part of the name. */
  readonly name?: string | undefined;
  /** Fields that its metadata has, with these values. */
  readonly metadata?: JsonObject | undefined;
}
