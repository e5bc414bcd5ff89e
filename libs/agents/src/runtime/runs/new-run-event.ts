import { type RunEvent } from '../../contract/index.js';

/** An event before it has its number. */
export type NewRunEvent = Omit<RunEvent, 'id'>;
