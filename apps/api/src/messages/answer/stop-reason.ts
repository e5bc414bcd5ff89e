import { type CompletionFinishReason } from '../../completions/moderate-choice.js';

/** The reason why an answer ended, as Anthropic names it. */
export type StopReason = 'end_turn' | 'max_tokens' | 'stop_sequence' | 'tool_use' | 'refusal';

const stopReasons = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
} as const satisfies Readonly<Record<CompletionFinishReason, StopReason>>;

/** The fields of an answer that say why it ended. */
export interface PresentedStop {
  readonly stop_reason: StopReason;
  readonly stop_sequence: string | null;
  readonly stop_details: { readonly type: 'refusal'; readonly category: null; readonly explanation: string } | null;
}

/** Presents the end of an answer. @param stopSequence the string that ended it, if one did and it may be shown */
export function presentStop(
  reason: CompletionFinishReason,
  refusal: string | undefined,
  stopSequence: string | undefined,
): PresentedStop {
  const isStopped = reason === 'stop' && stopSequence !== undefined;
  return {
    stop_reason: isStopped ? 'stop_sequence' : stopReasons[reason],
    stop_sequence: isStopped ? stopSequence : null,
    stop_details: refusal === undefined ? null : { type: 'refusal', category: null, explanation: refusal },
  };
}
