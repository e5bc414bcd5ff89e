import { type LoggerService } from '@nestjs/common';
import { NestApplication } from '@nestjs/core';
import { toTextValue } from './text-value.js';

/** The levels of log lines, from the gravest. */
export const logLevels = ['error', 'warn', 'info', 'debug'] as const;

/** A level of log lines. */
export type LogLevel = (typeof logLevels)[number];

/** The forms of log lines: objects of JSON for programs, words for people. */
export const logFormats = ['text', 'json'] as const;

/** The options of a logger. */
export interface ApplicationLoggerOptions {
  readonly format: (typeof logFormats)[number];
  /** The mildest level that is written. */
  readonly level: LogLevel;
  /** Takes finished lines. Default: errors go to standard error, the others to standard output. */
  readonly write?: ((line: string, level: LogLevel) => void) | undefined;
}

/** Writes each event as one line: its time, level, logger and fields. Line breaks in values are escaped, so no value can forge a line. */
export class ApplicationLogger implements LoggerService {
  readonly #isJson: boolean;
  readonly #level: number;
  readonly #write: (line: string, level: LogLevel) => void;

  constructor({ format, level, write = writeToProcess }: ApplicationLoggerOptions) {
    this.#isJson = format === 'json';
    this.#level = logLevels.indexOf(level);
    this.#write = write;
  }

  /**
   * Writes a line, unless its level is too mild.
   *
   * @param fields written as they are in JSON, and as `name=value` in text
   * @param message stands before the fields in text
   */
  writeLine(level: LogLevel, logger: string, fields: Readonly<Record<string, unknown>>, message?: string): void {
    if (logLevels.indexOf(level) > this.#level) return;
    const time = new Date().toISOString();
    const line = this.#isJson
      ? JSON.stringify({ time, level, logger, message, ...fields })
      : [time, level.toUpperCase(), logger, ...(message === undefined ? [] : [message]), ...toPairs(fields)].join(' ');
    this.#write(`${line}\n`, level);
  }

  /** Writes a message of Nest about its own steps, which only matters for debugging. */
  log(message: unknown, ...details: unknown[]): void {
    this.#writeMessage('debug', message, details);
  }

  error(message: unknown, ...details: unknown[]): void {
    // `listen` reports an address that is taken, with the setting to change.
    if (details.at(-1) === NestApplication.name && `${message}`.startsWith('Error: listen ')) return;
    this.#writeMessage('error', message, details);
  }

  warn(message: unknown, ...details: unknown[]): void {
    this.#writeMessage('warn', message, details);
  }

  debug(message: unknown, ...details: unknown[]): void {
    this.#writeMessage('debug', message, details);
  }

  verbose(message: unknown, ...details: unknown[]): void {
    this.#writeMessage('debug', message, details);
  }

  fatal(message: unknown, ...details: unknown[]): void {
    this.#writeMessage('error', message, details);
  }

  /** Nest gives the name of the logger last. */
  #writeMessage(level: LogLevel, message: unknown, details: readonly unknown[]): void {
    const logger = details.at(-1);
    const text = message instanceof Error ? (message.stack ?? message.message) : `${message}`;
    if (this.#isJson) this.writeLine(level, typeof logger === 'string' ? logger : 'server', {}, text);
    else this.writeLine(level, typeof logger === 'string' ? logger : 'server', {}, toTextValue(text, true));
  }
}

function toPairs(fields: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [`${name}=${toTextValue(Array.isArray(value) ? value.join(', ') : `${value as string}`)}`],
  );
}

function writeToProcess(line: string, level: LogLevel): void {
  (level === 'error' ? process.stderr : process.stdout).write(line);
}
