import { type Response } from 'express';
import { type ModerationReport } from './moderation-report.js';

/** Names the header that sums up the moderation of a request and, if known in time, of its answer. */
export const moderationHeader = 'x-leeward-moderation';

/** Writes the summary of a report into the headers of a response, as far as they are not sent yet. */
export function showModeration(response: Response, { summary }: ModerationReport): void {
  const shown = summary.present();
  if (shown !== undefined && !response.headersSent) response.setHeader(moderationHeader, shown);
}
