import { type JsonValue } from '../../contract/index.js';

/** An event of LangGraph's protocol v2. */
export interface ProtocolEvent {
  readonly type: 'event';
  readonly event_id: string;
  /** Grows within a thread. */
  readonly seq: number;
  readonly method: string;
  readonly params: {
    readonly namespace: readonly string[];
    readonly timestamp: number;
    readonly node?: string;
    readonly data: JsonValue;
  };
}

/** An event before it has its number. */
export interface NewProtocolEvent {
  readonly method: string;
  readonly namespace: readonly string[];
  readonly data: JsonValue;
  readonly node?: string | undefined;
}
