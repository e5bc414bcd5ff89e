import { type Moderator } from '@leeward/moderation';

/** The moderators of all policies, by name. A `ModeratorSet` is one way to have them. */
export interface Moderators {
  /** The policy of a request that names no other. */
  readonly defaultPolicy: string;
  /** Finds the moderator of a policy. @throws {PolicyUnknownError} for a policy that does not exist */
  for(policy: string): Moderator;
}
