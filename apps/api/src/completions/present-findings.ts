import { type ModeratedAnswer } from './moderated-answer.js';

/**
 * Presents the findings of moderation and the other notes on an answer.
 *
 * @param toPath converts a path of the chat to one of the body that the caller sent. Default: they are the same
 */
export function presentFindings(
  { report, notes }: Pick<ModeratedAnswer, 'report' | 'notes'>,
  toPath: (path: string) => string = (path) => path,
): object {
  const { history, findings, ...presented } = report.present();
  const withPath = <Entry extends { readonly path: string }>(entry: Entry): Entry => ({
    ...entry,
    path: toPath(entry.path),
  });
  return {
    ...presented,
    findings: findings.map(withPath),
    ...(history && { history: history.map(withPath) }),
    ...notes.present(),
  };
}
