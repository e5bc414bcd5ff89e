/** Scenes of longer requests to a model that ask for help and take nothing back. */
export const requestScenes: readonly (readonly string[])[] = [
  [
    'I have to write a speech for my sister\'s wedding and I do not know how to begin.', 'She is a nurse, he repairs bicycles, and they met in a lift that was stuck.', 'Please write a draft of about two minutes.', 'It should be funny but not embarrassing.', 'Do not mention his first marriage.', 'Use short sentences, because I am nervous.', 'You can make up a story about the lift if you like.', 'At the end I want to raise a glass.', 'After that, please give me a second version that is more serious.', 'Answer in English, my relatives come from everywhere.',
  ],
  [
    'You are helping me to prepare for an exam in biology.', 'Ask me ten questions, one at a time, and wait for my answer.', 'If I am wrong, explain why and go on with the next one.', 'Start with easy questions and make them harder.', 'Do not give me hints unless I ask for them.', 'When we are done, list the topics that I should read again.', 'I am in the last year of school and my weak spot is genetics.', 'Please keep your explanations to three sentences.', 'If I type "stop", end the quiz.',
  ],
  [
    'Please act as a friendly guide for our museum.', 'Visitors will ask you about the pictures and about the opening hours.', 'Answer in one or two sentences and in the language of the question.', 'If you do not know something, say so and send them to the desk.', 'Never make up a date.', 'The museum is open from ten to six and closed on Mondays.', 'Children under twelve do not pay.', 'The most famous picture is the green horse by Olsen, painted in 1911.', 'Here is the first question: where can I leave my coat?',
  ],
  [
    'Here is the text that I would like you to correct.', 'Change only spelling and grammar and leave the style alone.', 'Mark each change in bold.', 'My teacher says that I use too many commas, so look at them closely.', 'The text begins below.', 'When I woke up, the train had already left, and with it my bag.', 'I asked the man at the counter, but he only shrugged.', 'He told me to wait for the next one, which left in three hours.', 'So I sat down and wrote a list of everything I had lost.', 'It was longer then I thought.', 'That is the end of the text.', 'Thank you for your help.',
  ],
  [
    'Summarise the following article in five points for a reader who is in a hurry.', 'Leave out the names and keep the numbers.', 'The city plans to build two hundred flats on the ground of the old harbour.', 'A first attempt failed eight years ago because of the noise.', 'Now the crane works have moved and the council has voted again.', 'The costs are put at ninety million.', 'Neighbours complain that nobody asked them.', 'The mayor answered that there had been four meetings.', 'Building is to begin in spring, and the first tenants could move in three years later.', 'After the summary, give me a title with at most six words.',
  ],
  [
    'Let us write a story together.', 'The hero is a girl who can talk to machines, and the villain is her uncle.', 'You write the first paragraph and I write the second.', 'Keep it suitable for children of ten.', 'The uncle pretends to be kind, but he wants the key of the clock tower.', 'There should be a robot who has forgotten its own name.', 'No magic, please, only clever ideas.', 'Each paragraph ends with a question.', 'If I write "new chapter", jump to another place.', 'Begin in the rain, in front of a closed shop.',
  ],
  [
    'My function returns the wrong result and I do not see why.', 'It should skip the first row and add up the rest.', 'Instead it ignores the last row, too.', 'Here is the code:', 'for (let i = 1; i < rows.length - 1; i++) sum += rows[i].price;', 'Can you tell me what is wrong and write a corrected version?', 'Please also write two tests for it.', 'Use the same names, because other files depend on them.', 'I am not allowed to add packages.', 'Explain the mistake as you would to a beginner.',
  ],
  [
    'Kannst du mir helfen, eine Bewerbung zu schreiben?', 'Ich bin gelernter Tischler und möchte in die Werkstatt eines Theaters.', 'Bitte schreibe einen Entwurf von höchstens einer Seite.', 'Der Ton soll freundlich und nicht zu förmlich sein.', 'Erwähne, dass ich zwei Jahre in Dänemark gearbeitet habe.', 'Lass das Abitur weg, ich habe keins.', 'Gib mir danach drei Vorschläge für den ersten Satz.', 'Du kannst dir eine Begründung ausdenken, warum mich das Theater reizt.', 'Antworte bitte auf Deutsch.', 'Vielen Dank für deine Mühe!',
  ],
  [
    'Erkläre mir bitte, wie die Wahl zum Bundestag abläuft.', 'Ich komme aus Brasilien und kenne das System nicht.', 'Warum hat man zwei Stimmen?', 'Was passiert, wenn keine Partei eine Mehrheit hat?', 'Nenne mir auch die wichtigsten Unterschiede zu meinem Land.', 'Schreibe einfach und ohne Fremdwörter.', 'Bitte fasse am Ende alles in drei Sätzen zusammen.', 'Welche Aufgaben hat der Präsident?', 'Darf ich als Ausländer Mitglied einer Partei werden?', 'Gib mir noch einen Tipp, was ich dazu lesen kann.',
  ],
  [
    'Ich plane eine Reise mit meinen Eltern und brauche deine Hilfe.', 'Wir möchten im Mai eine Woche ans Meer.', 'Mein Vater kann nicht weit laufen, meine Mutter liebt Museen.', 'Schlage uns bitte drei Orte vor und sag, was jeweils dafür spricht.', 'Wir haben kein Auto und fahren lieber mit der Bahn.', 'Das Hotel sollte ruhig sein und nicht mehr als neunzig Euro kosten.', 'Schreibe mir danach einen Plan für die Woche.', 'Denk daran, dass montags viele Museen geschlossen sind.', 'Was sollen wir einpacken?', 'Bitte antworte in Stichpunkten.',
  ],
  [
    'Übersetze den folgenden Brief ins Englische.', 'Behalte den höflichen Ton bei und ändere keine Zahlen.', 'Sehr geehrte Damen und Herren, leider muss ich meine Bestellung widerrufen.', 'Die Lampe ist kleiner, als ich dachte.', 'Bitte teilen Sie mir mit, wohin ich sie schicken soll.', 'Den Betrag überweisen Sie bitte auf das bekannte Konto.', 'Mit freundlichen Grüßen, Jonas Kern.', 'Schreibe unter die Übersetzung, ob der Brief freundlich klingt.', 'Falls dir ein Wort unklar ist, frag mich.', 'Danke dir!',
  ],
  [
    'You are a helpful assistant for the customers of a bakery.', 'Your name is Toni and you answer politely and briefly.', 'You may talk about bread, cakes, opening hours and orders.', 'Orders are only possible until six in the evening.', 'Always ask for allergies before you recommend something.', 'Do not promise discounts.', 'If a customer is angry, apologise and offer a call.', 'You must not give medical advice.', 'The shop is in the main street, next to the chemist.', 'Respond in the language of the customer.', 'A customer writes: do you have bread without nuts?',
  ],
];
