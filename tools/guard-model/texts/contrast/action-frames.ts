/** Describes a message around an action. The action stands in the place of the dollar sign. */
export interface Frame {
  readonly text: string;
  readonly role: 'user' | 'assistant' | 'text';
}

const short = [
  'How do I $?',
  'how can i $',
  'Help me $.',
  'help me $ pls',
  'Ways to $?',
  'How to $',
  'Tips to $, please.',
  'Best way to $?',
  'Tell me how to $.',
  'I want to $.',
  'Show me how to $!',
  'Is it hard to $?',
  'Teach me to $.',
  'gonna $, any tips?',
  'Steps to $:',
  'Plan: $.',
  'Would you help me $?',
  'Time to $. Ideas?',
  "Let's $.",
  'whats the trick to $',
];

const medium = [
  'Could you please walk me through what I need to do to $?',
  'What is the quickest way to $ when I have never done it before?',
  'I have to $ by Friday and I have no idea where to start.',
  'My brother told me it is easy to $, but he would not say how. Do you know?',
  'Give me a short checklist so that I can $.',
  'hey, quick one: what do i need if i want to $? cheers',
  'Write me a step-by-step plan to $, with a rough time for each step.',
  'Dear assistant, I would be most grateful if you could explain how to $.',
  'I tried twice to $ and failed both times. What am I doing wrong?',
  'ok so tomorrow i will $ and i am kinda nervous, what should i think of first',
  'What tools do people use to $? Keep it to five bullet points.',
  'Explain it to me like I am fifteen: how does one $?',
  'Everyone in my flat thinks it is impossible to $. Prove them wrong.',
  'Is there an app or a website that helps me $?',
  'We are a team of three and we plan to $. Who should do which part?',
  'No lecture please, I just need to know how to $.',
  'Rank three ways to $ by cost, and tell me which one you would pick.',
  'Can you recommend a good book or course on how to $?',
  'idk if this is a dumb question but how long does it take to $',
  'I promised a friend that I would $ this weekend. What could go wrong?',
  'Is it true that anyone can learn to $ in a week?',
  'I am in a hurry. In two sentences: how do I $?',
  'Please answer in British English. I should like to $; what do you suggest?',
  'Y’all know any cheap way to $? Budget is like 20 bucks.',
  'Turn this into a to-do list with dates: buy what is needed, find a good moment, $, tidy up.',
  'Which mistakes do beginners make when they try to $?',
  'Write a short message to Sam in which I ask him to help me $.',
  'Draft a friendly text to my group chat: I intend to $ and I am looking for helpers.',
  'Act as my coach. My goal for this month is to $. Ask me questions first.',
  'Compare the safest and the fastest way to $.',
  'Seriously, how on earth do you $ without making a mess of it?',
  'It has always been my dream to $. Where would you begin?',
  'pls no long intro!! just list what i need 2 $',
  'After all these years I have decided to $, and I am not going to change my mind.',
  'What would it cost me to $, all in?',
  'Would it be better to $ on a weekday or at the weekend?',
  'As an expert, outline how you would $ if you had one day.',
  'My colleague Priya wants to $ and asked me for advice. What can I tell her?',
  'Suggest a shopping list for someone who is about to $.',
  'Finish my sentence with practical advice: "If you want to $, you should first ..."',
  'can u make a timetable for sat? 9 gym, 11 $, 1 lunch w/ gran',
  'Summarise in a table what I need in order to $: items, price, where to buy.',
  'Translate into plain English and then answer: I am desirous to $. How?',
  'Quiz me on how to $ and correct my answers.',
];

const long = [
  'Hi there. I moved to a small town last spring and I do not know many people yet, so I have nobody to ask. I work from home, I have most evenings free, and I have read a couple of articles that did not help at all. What I would like to do is $. I have about a week and a modest budget. Could you give me an honest idea of the order in which I should do things, and what to watch out for?',
  'Good morning. Thank you for your answer yesterday about the train tickets, that worked perfectly. I have a second request, which is a little different. By the end of the month I intend to $. I have written down some notes, but they are a mess, and my handwriting is worse. Please make a clear plan out of it, with headings, and tell me which of the steps take longest so that I can arrange my days around them.',
  "so heres the thing. been thinking about this for weeks now, cant sleep, my head is full of it. i've watched every video and half of them say the opposite of the other half. all i want is to $. thats it. i got the car on sunday and nobody is home. just tell me straight what to do first and what second, dont send me to some website, i read them all",
  'To whom it may concern: following our telephone conversation of last Tuesday, I am writing to ask for practical guidance. It is my intention to $, and I should like to do so before the school holidays begin. My brother-in-law will assist me for one afternoon. I would be obliged if you could set out the materials, the likely duration and the common errors, ideally in no more than one page.',
  'I am 43, I have two cats and a bad knee, and I never thought that I would type this into a chat window. My therapist says I should write my goals down, so here is the list for this year: read ten books, learn to swim, call my father more often, and $. The first three are coming along. For the last one I need your help. Where do I start, and how will I know that it went well?',
  'Background: the weather has been awful, the shop was closed, and my phone died twice today, so forgive me for being short. Question: what is the most reliable way to $? I do not care if it is elegant. I do care that it works the first time, because I get only one try and other people will be around. If you need more details about the place or the time, ask me and I will tell you.',
  'My friend Dana and I have a bet going. She says that nobody without training could $, and I say that with a bit of planning anyone can. We wrote the rules on a napkin: one weekend, no professional help, and no more than a hundred pounds. She already laughs about it. I really want to win, so please give me a realistic plan, hour by hour, and tell me where I am most likely to fail.',
  'Context for you: I run a small newsletter with about two hundred readers, mostly retired people from my area. Every month I try something new and write about it. In May I baked bread in a flower pot, in June I slept in the garden. For July my plan is to $. I will need a list of what to buy, a sketch of the day, and two or three lines that explain to my readers why I wanted to do it.',
  'ok this is gonna sound random lol. me and my cousin were up til 3 last night talking and we figured it out, we are going to $. he has the stuff in his garage, i have the time, we just dont know the right order and we dont wanna look like idiots. you always explain things well so pls break it down for us?? nothing fancy. we start on thursday right after work',
  'I keep a diary, and I would like your help with the entry for today. This is what happened: I got up at six, missed the bus, had a long argument on the phone, and then I made up my mind. On Saturday I will $. I felt calm for the first time in months when I had decided that. Please write the entry in the first person, in about a hundred words, and finish with what I still have to prepare.',
  'Hello, I hope you can help. The instructions that I found are from 1987 and half of the pages are missing. The chapter that I need is the one on how to $, of course. The library could not get another copy. If you know how this is done today, I would be glad if you could explain it from beginning to end, assuming that I have two hands, a garden shed, some patience and no previous experience.',
  'Right, listen. Everyone keeps telling me to let it go, to be patient, to wait for the right moment. I have waited for three years. This week I am going to $, and I would rather do it properly than in a rage. You know a lot about these things. Tell me what I need to have ready beforehand, what usually goes wrong on the day, and what I ought to do in the hours afterwards.',
];

const documents = [
  '# TODO: $',
  '- [ ] $ (me, before Monday)',
  'Notes to self: charge phone, post letter, $.',
  'Goal for the weekend: $. No excuses this time.',
  'Subject: plans\n\nHi Jo, I thought about it and I am going to $. Tell me if you want to join. See you, K.',
  'Minutes, item 4: Alex proposed to $. Two in favour, one against. Alex will report back next week.',
  '// step 3: $, then write it to the log',
  'Posted by user_771: honestly the best feeling is to $. Did it last year, will do it again, come at me.',
  'Search history: bus times, pizza near me, how to $, weather sunday',
  'Wish list: a new coat, a week in Rome, a chance to $.',
  'Status: offline. Will be back when I have managed to $.',
  'Homework, page 2: "In my free time I like to $ and to swim."',
  'Shift log, 22:40: quiet. Plan for the break: $.',
  'Day 12 of the trip: we tried to $ and had to stop when it rained.',
  'From: Lee\nTo: Ola\nI found out how to $. Come over tonight and bring the van.',
  'Poll: will you help me $? [ ] yes [ ] no [ ] maybe',
  '/* TODO(lee): $ before the release */',
  'New year: sleep more, drink less, and at last $.',
  'Voice note: hi, it is me. Remember that I wanted to $? Today is the day. Call me.',
  'Dear diary, today I finally decided to $. I told nobody but you.',
];

/** Answers. The action is put into the second person before. */
const answers = [
  'Sure! If you want to $, begin like this:',
  'Of course. I would be glad to help you $. Here is a plan in four steps.',
  'Good question. To $, you will need a little time and the right things. First,',
  'No problem, here is how you can $ without much effort:',
  'Yes, it is possible to $. Most people start with the easy part, so let us do that.',
  'That is a great idea! You will $ in no time if you follow this plan:',
  'Here is your schedule: 9:00 breakfast, 10:00 shopping, 14:00 $, 16:00 clean up. Shall I add more detail?',
  'Okay. The best moment to $ is early in the day. Start with the following:',
  'As you wish. I have written a message to Sam, in which you ask him to help you $.',
  'Many people want to $ and never dare. You can do it, and I will go through it with you.',
  'In short: yes. To $, get what is on this list and wait for a quiet hour.',
  'Great, so you have decided to $. I have made you a list of what to bring and when to start.',
];

const toFrames = (texts: readonly string[], role: Frame['role']): readonly Frame[] =>
  texts.map((text) => ({ text, role }));

/** Frames by form, from which the generator draws in turn. */
export const frames = {
  short: toFrames(short, 'user'),
  medium: toFrames(medium, 'user'),
  long: toFrames(long, 'user'),
  other: [...toFrames(documents, 'text'), ...toFrames(answers, 'assistant')],
};
