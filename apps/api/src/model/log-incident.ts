import { type EngineIncident } from '@leeward/mixtral-llm';
import { Logger } from '@nestjs/common';

/** Logs that an engine's process died, and whether it runs again. */
export function logIncident(incident: EngineIncident): void {
  const logger = new Logger('engine');
  switch (incident.type) {
    case 'crashed':
      return logger.error(`The engine's process died (${incident.exit}). It is being started again.`);
    case 'restart-failed':
      return logger.error(
        `The engine could not be started again: ${incident.reason} The next try is in ${incident.nextTryInMs} ms.`,
      );
    case 'restarted':
      return logger.warn('The engine has been started again.');
  }
}
