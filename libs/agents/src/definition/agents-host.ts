import { type EmbeddingsInterface } from '@langchain/core/embeddings';
import { type BaseChatModel } from '@langchain/core/language_models/chat_models';
import { type StructuredToolInterface } from '@langchain/core/tools';
import { type Moderator } from '@leeward/moderation';

import { type AgentDecisionListener, type RunContext } from '../contract/index.js';
import { type LeftOutDocument } from '../tools/index.js';

/** Finds a model for a run. Undefined: the agent runs outside of a server. */
export type FindAgentModel = (run: RunContext | undefined) => BaseChatModel;

/** The models, tools and services that a program gives to the agents of a file. */
export interface AgentsHost {
  /**
   * The models of the program by name. `default` answers for agents that name none. Each is asked for when a run needs it, so
   * that it may be loaded later than the file, and differ from caller to caller.
   */
  readonly models: { readonly default: FindAgentModel } & Readonly<Record<string, FindAgentModel>>;
  /**
   * Finds the moderator for a policy. Undefined: the usual one.
   *
   * @throws {Error} for a policy that is not known; its message is shown.
   */
  readonly findModerator: (policy: string | undefined) => Moderator;
  /** The tools of the program by name, for `tools.code`. Label them with `labelTool`. Default: none. */
  readonly tools?: Readonly<Record<string, StructuredToolInterface>> | undefined;
  /** Computes vectors of documents. Default: `documents` cannot be used. */
  readonly embeddings?: AgentEmbeddings | undefined;
  /** The folder for indexes of documents. Default: they are kept in memory. */
  readonly dataFolder?: string | undefined;
  /** Hears of every verdict about a call, and every decision of a person. */
  readonly onDecision?: AgentDecisionListener | undefined;
  /** Called with each document that cannot be found. */
  readonly onLeftOut?: ((documents: string, document: LeftOutDocument) => void) | undefined;
  /** The environment variables that a file can name. Default: those of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** A model that computes vectors of texts. */
export interface AgentEmbeddings {
  /** Names the model: with another name all documents are indexed again. */
  readonly name: string;
  readonly model: EmbeddingsInterface;
}
