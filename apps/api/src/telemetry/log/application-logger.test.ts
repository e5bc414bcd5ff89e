import { describe, expect, it } from '@jest/globals';
import { ApplicationLogger, type ApplicationLoggerOptions } from './application-logger.js';

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /;

function createLogger(options: Partial<ApplicationLoggerOptions> = {}) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  return { lines, logger: new ApplicationLogger({ format: 'text', level: 'info', write, ...options }) };
}

describe('ApplicationLogger', () => {
  it('writes lines for people', () => {
    const { lines, logger } = createLogger();
    logger.warn('The engine has been started again.', 'engine');
    logger.writeLine(
      'info',
      'request',
      { status: 200, key: 'the web shop', none: undefined, list: ['a b', 'c'] },
      'GET /',
    );
    expect(lines.map((line) => line.replace(time, ''))).toEqual([
      'WARN engine The engine has been started again.\n',
      'INFO request GET / status=200 key="the web shop" list="a b, c"\n',
    ]);
  });

  it('writes objects of JSON, one a line', () => {
    const { lines, logger } = createLogger({ format: 'json' });
    logger.error('a\nb', 'engine');
    logger.writeLine('info', 'request', { status: 200 });
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 'error', logger: 'engine', message: 'a\nb', time: expect.stringMatching(/Z$/) },
      { level: 'info', logger: 'request', status: 200 },
    ]);
    expect(lines.join('').match(/\n/g)).toHaveLength(2);
  });

  it('escapes line breaks and controls of a terminal, so that no value forges a line', () => {
    const { lines, logger } = createLogger();
    logger.error('a\nERROR engine b\u001b[2J', 'engine');
    logger.writeLine('info', 'request', { key: 'a"\r\n\u2028b' });
    expect(lines.map((line) => line.replace(time, ''))).toEqual([
      'ERROR engine a\\u000aERROR engine b\\u001b[2J\n',
      'INFO request key="a\\"\\u000d\\u000a\\u2028b"\n',
    ]);
  });

  it('leaves out what is milder than its level, and the steps of Nest', () => {
    const { lines, logger } = createLogger({ level: 'warn' });
    logger.writeLine('info', 'request', {});
    logger.debug('d', 'a');
    logger.log('l', 'a');
    logger.warn('w', 'a');
    logger.error('e', 'a');
    expect(lines).toHaveLength(2);
    const all = createLogger({ level: 'debug' });
    all.logger.log('Mapped {/health, GET} route', 'RouterExplorer');
    expect(all.lines[0]).toContain('DEBUG RouterExplorer Mapped');
  });

  it('leaves an address that is taken to the start, which names the setting', () => {
    const { lines, logger } = createLogger();
    logger.error('Error: listen EADDRINUSE', 'NestApplication');
    expect(lines).toEqual([]);
  });
});
