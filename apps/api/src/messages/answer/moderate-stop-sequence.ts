import { type Moderator } from '@leeward/moderation';

/** Characters of the answer before a stop sequence that are moderated together with it. */
const contextLength = 64;

/** The answer that a stop sequence has ended. */
interface StoppedAnswer {
  readonly requestId: string;
  /** The moderated text of the answer. */
  readonly text: string;
  readonly signal: AbortSignal;
}

/**
 * Moderates the stop sequence that ended an answer. To name it says what the model was about to write, and the gate has
 * not seen that.
 *
 * @returns the sequence; undefined for one that the policy would block or redact, or that could not be moderated
 */
export async function moderateStopSequence(
  stopSequence: string,
  moderator: Moderator,
  { requestId, text, signal }: StoppedAnswer,
): Promise<string | undefined> {
  const context = text.slice(-contextLength);
  const input = { stage: 'output', role: 'assistant', path: 'message.stop_sequence', requestId } as const;
  const { verdict } = await moderator.moderateAhead({ ...input, text: context + stopSequence }, { signal });
  return verdict.outcome === 'allow' ? stopSequence : undefined;
}
