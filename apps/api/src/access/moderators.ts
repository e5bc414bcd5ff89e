import { type Moderator } from '@leeward/moderation';

/** The moderators of the policies that there are. A `ModeratorSet` is one way to have them. */
export interface Moderators {
  /** The policy that holds for a request that has no other. */
  readonly defaultPolicy: string;
  /** @throws {PolicyUnknownError} for a policy that is not there */
  for(policy: string): Moderator;
}
