import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import { z } from 'zod';

import { labelTool, type ToolLabels } from '../../contract/index.js';
import { ToolInputError } from '../../errors/index.js';

/** Options of the tool `current_time`. */
export interface CurrentTimeOptions {
  /** The time zone for calls that name none, such as `Europe/Berlin`. Default: `UTC`. */
  readonly timeZone?: string | undefined;
  /** Default: the clock of this machine. */
  readonly now?: (() => Date) | undefined;
  readonly labels?: Partial<ToolLabels> | undefined;
}

const currentTimeLabels: ToolLabels = { reads: ['trusted'], effect: 'none' };

/** Creates the tool `current_time`, which gives date, time and weekday in a time zone. */
export function createCurrentTimeTool(options: CurrentTimeOptions = {}): StructuredToolInterface {
  const { timeZone: usualZone = 'UTC', now = () => new Date(), labels } = options;
  const currentTime = tool(
    ({ timeZone = usualZone }: { timeZone?: string | undefined }) => formatTime(now(), timeZone),
    {
      name: 'current_time',
      description: 'Gives the current date, time and weekday in a time zone.',
      schema: z.object({
        timeZone: z
          .string()
          .max(64)
          .optional()
          .describe(`The IANA name of a time zone, such as "Europe/Berlin". Default: ${usualZone}.`),
      }),
    },
  );
  return labelTool(currentTime, { ...currentTimeLabels, ...labels });
}

/** Checks whether a text names a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Formats a time as `2026-03-01T09:30:00+01:00 (Sunday, Europe/Berlin)`. */
function formatTime(time: Date, timeZone: string): string {
  if (!isTimeZone(timeZone)) {
    throw new ToolInputError('There is no time zone of this name. Give an IANA name, such as "Europe/Berlin".');
  }
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    weekday: 'long',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
  // `GMT` stands for an offset of zero, and `GMT+01:00` for one of an hour.
  const offset = (parts['timeZoneName'] ?? '').replace(/^GMT/, '') || '+00:00';
  const { year, month, day, hour, minute, second, weekday } = parts;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${offset} (${weekday}, ${timeZone})`;
}
