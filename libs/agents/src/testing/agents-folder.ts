import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { tool } from '@langchain/core/tools';
import { createModerator, type Moderator, PolicyUnknownError } from '@leeward/moderation';
import { z } from 'zod';

import { labelTool } from '../contract/index.js';
import { AgentsFile, type AgentsFileOptions, type AgentsHost } from '../definition/index.js';
import { type ScriptedAnswer, ScriptedChatModel } from './scripted-chat-model.js';

/** The path of a program that is an MCP server. */
export const mcpProgram = fileURLToPath(new URL('../../testing/mcp-server.mjs', import.meta.url));

/** The number of a card, which the usual policy redacts. */
export const card = '4111 1111 1111 1111';

/** A tool of the program that gives the number of a card. */
export const lookUp = labelTool(
  tool(() => `The customer paid with ${card}.`, { name: 'look_up', description: 'Looks up.', schema: z.object({}) }),
  { reads: ['trusted'], effect: 'none' },
);

const moderator = createModerator();

/** Makes a program with a model that answers by a script, the policy `balanced` and the tool `look_up`. */
export function toHost(answers: readonly ScriptedAnswer[] = ['Hello.'], more: Partial<AgentsHost> = {}): AgentsHost {
  const findModerator = (policy?: string): Moderator => {
    if (policy !== undefined && policy !== 'balanced') throw new PolicyUnknownError(policy, ['balanced']);
    return moderator;
  };
  const models = { default: () => new ScriptedChatModel(answers) };
  return { models, findModerator, tools: { look_up: lookUp }, ...more };
}

/** A folder with a file of agents, for one test. */
export class AgentsFolder {
  readonly folder: string;
  readonly #opened: AgentsFile[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<AgentsFolder> {
    return new AgentsFolder(await mkdtemp(join(tmpdir(), 'agents-')));
  }

  /** The path of a file in the folder. */
  at(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string): Promise<void> {
    return writeFile(this.at(name), text);
  }

  /** Writes `agents.yaml` and opens it. Without a text there is no file. */
  async open(text: string | undefined, host = toHost(), options: AgentsFileOptions = {}): Promise<AgentsFile> {
    if (text !== undefined) await this.write('agents.yaml', text);
    const file = await AgentsFile.open(text === undefined ? undefined : this.at('agents.yaml'), host, options);
    this.#opened.push(file);
    return file;
  }

  /** Closes what was opened, and deletes the folder. */
  async close(): Promise<void> {
    await Promise.all(this.#opened.map((file) => file.close()));
    await rm(this.folder, { recursive: true });
  }
}
