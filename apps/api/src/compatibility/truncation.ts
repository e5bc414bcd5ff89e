/** Ways to treat a conversation that is too long: leave out its oldest turns, or refuse it. */
export const truncationModes = ['auto', 'disabled'] as const;

export type Truncation = (typeof truncationModes)[number];
