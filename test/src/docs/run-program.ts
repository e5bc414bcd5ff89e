import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { format, promisify } from 'node:util';
import { jest } from '@jest/globals';
import { repository } from './markdown.js';

/** A folder inside this project, so that imports resolve as in every test of it. */
const folder = `${repository}test/docs-blocks/`;

/** Removes the modules that were written for the blocks. */
export function removePrograms(): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}

/** Runs a program as a module of its own, and returns its output. */
export async function runProgram(name: string, code: string): Promise<string> {
  let printed = '';
  const log = jest.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
    printed += `${format(...values)}\n`;
  });
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  await mkdir(folder, { recursive: true });
  const path = `${folder}${name}.ts`;
  await writeFile(path, code);
  try {
    await import(path);
  } finally {
    log.mockRestore();
    write.mockRestore();
  }
  return printed.trim();
}

const run = promisify(execFile);

/** Runs a shell block, and returns its output. */
export async function runShell(code: string): Promise<string> {
  const { stdout } = await run('bash', ['-euc', code]);
  return stdout.replaceAll('\r', '').trim();
}
