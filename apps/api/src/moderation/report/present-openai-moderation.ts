import { type ErrorCode } from '../../errors/error-table.js';
import { type JudgedScores, type PresentedScores } from './judged-scores.js';
import { type ModerationReport } from './moderation-report.js';

/** The judgement on a request or on a choice, as OpenAI's API has it. */
export interface PresentedResult extends PresentedScores {
  readonly type: 'moderation_result';
  /** The policy, which stands in place of a model. */
  readonly model: string;
}

/** Stands for a judgement that could not be made, where the policy lets the text pass. */
export interface PresentedFailure {
  readonly type: 'error';
  readonly code: ErrorCode;
  readonly message: string;
}

/** Judgements on a request or on its choices, as chat completions have them. */
export interface PresentedResults {
  readonly type: 'moderation_results';
  readonly model: string;
  readonly results: readonly PresentedResult[];
}

/** The field `moderation` of a response, and of an event that ends its stream. */
export interface ResponseModeration {
  readonly input: PresentedResult | PresentedFailure;
  readonly output: PresentedResult | PresentedFailure;
}

/** The field `moderation` of a chat completion, and of the last chunk of a stream. */
export interface ChatModeration {
  readonly input: PresentedResults | PresentedFailure;
  /** One result for each choice. */
  readonly output: PresentedResults | PresentedFailure;
}

/** Presents a report in the form of `POST /v1/responses`: one result for the input, and one for the output. */
export function presentResponseModeration(report: ModerationReport): ResponseModeration {
  return { input: presentResult(report, report.input), output: presentResult(report, report.findOutput(0)) };
}

/** Presents a report in the form of `POST /v1/chat/completions`: a list of results on each side. */
export function presentChatModeration(report: ModerationReport, choices: number): ChatModeration {
  const outputs = Array.from({ length: choices }, (_, choice) => report.findOutput(choice));
  return { input: presentResults(report, [report.input]), output: presentResults(report, outputs) };
}

function presentResults(
  report: ModerationReport,
  scores: readonly JudgedScores[],
): PresentedResults | PresentedFailure {
  const results: PresentedResult[] = [];
  for (const one of scores) {
    const result = presentResult(report, one);
    if (result.type === 'error') return result;
    results.push(result);
  }
  return { type: 'moderation_results', model: report.policy, results };
}

function presentResult({ policy: model }: ModerationReport, scores: JudgedScores): PresentedResult | PresentedFailure {
  return scores.isUnknown
    ? {
        type: 'error',
        code: 'moderation_unavailable',
        message: 'No category could be judged, and the policy lets such texts pass.',
      }
    : { type: 'moderation_result', model, ...scores.present() };
}
