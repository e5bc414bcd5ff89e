const persons = {
  second: { i: 'you', we: 'you', me: 'you', my: 'your', our: 'your', myself: 'yourself', am: 'are' },
  third: { i: 'he', we: 'they', me: 'him', my: 'his', our: 'their', myself: 'himself', am: 'is' },
} as const;

const firstPerson = /\b(?:I|we|me|my|our|myself|am)\b/g;

/** Puts an action of the first person into another one. */
export function toPerson(action: string, person: keyof typeof persons): string {
  return action.replace(firstPerson, (word) => persons[person][word.toLowerCase() as keyof (typeof persons)['second']]);
}
