import { describeExampleReport, type ExampleReport, type ModerationPolicy } from '@leeward/moderation';
import { Logger } from '@nestjs/common';

/** Logs how well each category of a policy was learned from its examples. The lines hold no text. */
export function logExampleReports({ name, version }: ModerationPolicy, reports: readonly ExampleReport[]): void {
  const logger = new Logger('policy');
  for (const report of reports) logger.warn(`The policy ${name} ${version}: ${describeExampleReport(report)}`);
}
