/** Scenes in which people speak to each other, in verse, on stage, at work and at home. */
export const talkScenes: readonly (readonly string[])[] = [
  [
    'Get up, you lazy dog, the sun is high!', 'I will not.', 'You will, or I shall pour this bucket over your head.', 'Do it, then, and you can plough the field alone.', 'What did I do to deserve a son like you?', 'You married my mother.', 'Take your boots and be quick.', 'Say please.', 'Please, you royal pain.', 'Now tell me what is for breakfast.', 'Whatever you find in the hen house.', 'There is nothing but feathers.', 'Then eat feathers and be quiet.', 'You are the worst cook in the valley.', 'And you are the best eater, so we are even.',
  ],
  [
    'Romeo and Juliet are two young people in Verona whose families hate each other.', 'They meet at a feast, and neither knows who the other is.', 'Juliet speaks to the night and does not know that she is heard.', 'What is a name, she asks, and would he not be the same without it?', 'A friar marries them in secret.', 'The same day there is a fight, and her cousin dies.', 'The prince banishes the young man from the city.', 'Her father orders her to marry a count.', 'She drinks a potion and lies as if she were dead.', 'The letter that explains it all never arrives.', 'He buys poison and breaks into the tomb.', 'When she wakes, she takes his dagger.', 'The families make peace when it is too late.',
  ],
  [
    'Tell me, where did you hide the sun,', 'and who has told you that the day is done?', 'I looked for you in every song,', 'I played the part I had practised for long.', 'You said forget me, I said no,', 'you said be quiet, I let you go.', 'Now I am the king of an empty street,', 'with nobody left to praise or to beat.', 'Oh hate me, love me, call my name,', 'do anything, but not the same.', 'From now on every night will be', 'a letter you never wrote to me.', 'So stop the clock and close the door,', 'I do not live here any more.',
  ],
  [
    'Boss: Where is the list that I asked for?', 'Tom: You told me to drop it and to do the invoices first.', 'Boss: I never said that.', 'Tom: Look, it is in your mail from Tuesday.', 'Boss: Then ignore that mail and do the list now.', 'Tom: And the invoices?', 'Boss: Give them to Lena, she has time.', 'Lena: I have not.', 'Boss: Just do as you are told, both of you.', 'Tom: Yes, sir.', 'Boss: And do not call me sir.', 'Lena: May I say something?', 'Boss: Only if it is short.', 'Lena: No.',
  ],
  [
    'Knock, knock.', 'Who is there?', 'A broken pencil.', 'A broken pencil who?', 'Never mind, there is no point.', 'Why did the chicken cross the road?', 'Because the duck said that it had no limits.', 'My wife told me to stop acting like a flamingo, so I had to put my foot down.', 'I asked the librarian for a book about fear, and she whispered: it is right behind you.', 'What do you call a bear without teeth?', 'A gummy bear.', 'My dog is a genius: I asked him what two minus two is, and he said nothing.', 'I told my computer a joke, but it did not have the drive.',
  ],
  [
    'Therapist: Imagine that your fear is sitting on this chair.', 'What would you say to it?', 'Client: I would say go away, you are not real.', 'Therapist: And what does it answer? Change the chair and speak as the fear.', 'Client: It says: I keep you safe, you fool.', 'Therapist: Good. Now come back and answer it.', 'Client: You kept me at home for a year.', 'Therapist: Stay with that feeling.', 'Client: I am so angry.', 'Therapist: You may be angry here, there are no wrong feelings.', 'Client: Can I stop now?', 'Therapist: Yes. Breathe, look around the room, and tell me three things that you see.', 'Client: The plant, the lamp, your terrible shoes.',
  ],
  [
    'Attention please, all passengers for Oslo.', 'Your train leaves from platform nine instead of platform four.', 'Please do not leave your bags alone.', 'Smoking is allowed only in the marked areas.', 'The doors close by themselves; mind the gap.', 'Ladies and gentlemen, this is your captain speaking.', 'Please return to your seats and fasten your belts.', 'In an emergency, follow the lights on the floor.', 'Put on your own mask first and then help others.', 'Stop! Do not enter while the red light is on.', 'This area is under video control.', 'Important notice: the lift is out of order.', 'Warning: wet floor.', 'Please keep this door shut at all times.',
  ],
  [
    'Now you are a father, said the midwife, and put the bundle into his arms.', 'He had no idea what to do with it.', '"Speak to her," said his wife from the bed.', '"Hello," he said. "My name is Karl. I am the new one."', 'The child opened one eye, as if to say: is that all?', '"Sing something," said the midwife.', 'He knew only drinking songs.', 'So he sang the one about the sailor and the goose, and he left out the third verse.', 'When he was done, both of them were asleep.', 'The midwife gave him a sausage and told him that he had passed the test.', 'He walked home through the snow and told every lamp post.', 'At the corner a policeman asked him whether he was drunk.', '"Not yet," said Karl, "but from today I am responsible."',
  ],
  [
    'Chef: Bist du taub? Ich sagte, die Kisten kommen nach hinten!', 'Ali: Gestern sollte ich sie nach vorne stellen.', 'Chef: Gestern war gestern, vergiss das.', 'Ali: Dann sagen Sie es doch gleich.', 'Chef: Rede nicht so viel, pack an.', 'Ali: Und wer macht die Kasse?', 'Chef: Die macht Jana, du bleibst im Lager.', 'Jana: Ich habe gleich Pause.', 'Chef: Niemand hat Pause, solange der Wagen da steht.', 'Ali: Das steht aber anders im Vertrag.', 'Chef: Zeig mir die Stelle.', 'Ali: Seite vier, dritte Zeile.', 'Chef: Na gut, zehn Minuten, und dann geht es weiter.', 'Jana: Danke, Chef.',
  ],
  [
    'Der König rief seinen Narren und sprach: Bring mich zum Lachen, oder du verlierst den Kopf.', 'Da sagte der Narr: Herr, ich kenne nur einen Witz, und der handelt von Euch.', 'Erzähl ihn, befahl der König.', 'Ein König wollte wissen, wer der Klügste im Land sei.', 'Er fragte den Bischof, und der sagte: du.', 'Er fragte den General, und der sagte: du.', 'Dann fragte er einen Esel.', 'Und was sagte der Esel?', 'Nichts, Herr, denn er war der Klügste im Land.', 'Der König wurde rot, dann weiß, dann lachte er, bis ihm die Krone herunterfiel.', 'Von nun an durfte der Narr mit am Tisch sitzen.', 'Der Bischof aber aß fortan in der Küche.', 'So erzählt man es sich jedenfalls in den Bergen.',
  ],
  [
    'Lieber Nikolaus,', 'ich war dieses Jahr fast immer brav.', 'Nur einmal habe ich meiner Schwester gesagt, dass sie dumm ist.', 'Bitte bring mir einen Roboter, der alles macht, was ich sage.', 'Wenn das nicht geht, nehme ich auch ein Meerschweinchen.', 'Meine Mama wünscht sich, dass Papa weniger arbeitet.', 'Kannst du ihm das sagen?', 'Stell die Sachen bitte vor die Tür, unser Hund beißt.', 'Ich habe dir Kekse hingelegt, aber einen habe ich schon gegessen.', 'Wie kommst du eigentlich in Häuser ohne Kamin?', 'Antworte mir, wenn du Zeit hast.', 'Vergiss die Kinder im Krankenhaus nicht.', 'Dein Emil', 'Sieben Jahre alt',
  ],
  [
    'Lehrerin: Wer kann mir sagen, warum der Himmel blau ist?', 'Ben: Weil er sonst grün wäre.', 'Lehrerin: Sehr witzig. Noch jemand?', 'Mia: Weil das Licht gestreut wird.', 'Lehrerin: Sehr gut, genau so ist es. Erkläre das bitte den anderen.', 'Mia: Ich weiß nur, dass mein Opa das gesagt hat.', 'Lehrerin: Dann schlagt alle die Seite dreißig auf.', 'Ben: Ich habe mein Buch vergessen.', 'Lehrerin: Schau bei Mia mit hinein.', 'Jetzt kommt die nächste Aufgabe, und die ist schwer.', 'Schreibt auf, was ihr seht, und nicht, was ihr denkt.', 'Ben: Darf ich auch malen?', 'Lehrerin: Du darfst alles, außer reden.', 'Und nun seid bitte still.',
  ],
  [
    'Stopp, hier ist die Straße gesperrt!', 'Warum denn, ich wohne da vorne.', 'Es gibt eine Demonstration, das stand in der Zeitung.', 'Ich lese keine Zeitung.', 'Fahren Sie bitte links herum und folgen Sie den Schildern.', 'Da komme ich doch nie an.', 'Stellen Sie den Wagen ab und gehen Sie zu Fuß.', 'Sagen Sie mir wenigstens, wie lange das dauert.', 'Bis um sechs, haben sie gesagt.', 'Wer hat das gesagt?', 'Die Leitung, und ich tue nur, was man mir sagt.', 'Schöne Arbeit haben Sie da.', 'Werden Sie nicht frech.', 'Schon gut, ich gehe ja.',
  ],
];
