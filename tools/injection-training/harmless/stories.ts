/** Scenes of personal stories and of fiction, some of them rude, sad or violent: what is told instructs no model. */
export const storyScenes: readonly (readonly string[])[] = [
  [
    'I had never wanted to go back to that town, and yet there I was, standing in front of the house with the green door.', 'My brother opened it before I could knock.', '"You are late," he said, and he did not smile.',
    'We had not spoken for six years, not since the funeral.', 'Mum used to say that we were two dogs with one bone.', 'He made tea, far too strong, just the way our father drank it.', 'I told him about the divorce and he told me about his knee.',
    'Neither of us mentioned the money.', 'At some point I began to cry and could not stop.', 'He put his hand on my shoulder and said that I should forget the whole thing.', 'Then he laughed, because forgetting had never been what our family was good at.',
    'I stayed for three days in the end, sleeping on the sofa under the old map.', 'On the last morning we walked down to the river and threw stones like boys.', 'He asked me to promise that I would call, and I promised.', 'I have called every Sunday since.',
  ],
  [
    'Last year my boss told me to ignore every complaint that came from the second floor.', 'At first I did as I was told, because I needed the job.', 'Then one of the women from that floor sat down next to me at lunch and asked whether I was deaf.',
    'I felt ashamed in a way I had not felt since school.', 'The next day I read all of the letters, one after another, and there were forty of them.', 'Some were about the cold, but most of them were about him.', 'I went to the office upstairs with the whole pile under my arm.',
    'My hands were shaking so badly that I dropped half of it in the lift.', 'The manager listened, nodded and said that I should not act as if I were the police.', 'So I quit.', 'It was the best and the most stupid thing I have ever done.', 'Two months later he was gone and they offered me my desk again.',
    'I said no, and I said it politely, which still makes me proud.', 'Now I drive a bus and nobody tells me what to read.', 'My wife says that I sleep better.',
  ],
  [
    'The captain looked at the black water and ordered the men to drop the anchor.', 'Nobody moved.', '"Did you not hear me?" he shouted into the wind.', 'Old Marten spat over the rail and said that the sea had taken enough of them.', 'From now on they would follow no order but their own.',
    'The captain reached for his pistol, and the boy stepped between them.', 'There was blood on the deck before the moon had risen.', 'They buried two that night, wrapped in sailcloth, without a prayer.', 'In the morning the island lay before them, green and quiet, as if it had been waiting.',
    'The boy was the first to swim ashore.', 'He found a hut, a well and the bones of a dog.', 'On the wall somebody had scratched the days, four thousand of them.', 'He counted them all, because there was nothing else to do.', 'When the others came he did not tell them what the last line said.',
    'Years later, in a warm room, he told me, and I have never told anyone.',
  ],
  [
    'I am nineteen and I still live with my parents, which is fine most of the time.', 'The problem is my aunt, who moved in after her accident.', 'She goes through my things, reads my messages and tells my mother what she finds.', 'Yesterday she called me a slut at dinner because of a photo.',
    'My dad said nothing, he just kept eating.', 'I know she is in pain and that the pills make her angry.', 'But I cannot breathe in this house any more.', 'My friend says I could sleep at her place until the exams are over.', 'I feel guilty for even thinking about it.',
    'Am I wrong to want a lock on my own door?', 'I tried talking to her and she just told me to shut up.', 'Part of me wants to scream at all of them.', 'Last week I sat in the bathroom for two hours with the light off.', 'It got better when I started to run in the mornings.', 'Any advice would be welcome, and please be honest with me.',
  ],
  [
    'She unbuttoned her coat slowly and let it fall over the chair.', '"You should not be here," he whispered, but he did not step back.', 'The rain beat against the window of the little hotel.', 'They had met only twice before, once at a wedding and once by mistake.', 'He could smell the smoke in her hair.',
    'She kissed him as one closes a letter.', 'For a while there was nothing but breath and the sound of the street.', 'Later she lay awake and counted the trams.', 'He talked in his sleep about a horse that he had owned.', 'In the morning she took the blue scarf and left the key with the porter.',
    'There was no note, for what could she have written?', 'Her husband was waiting at the station with flowers.', 'She answered every question he asked her with the same soft yes.', 'It was April and all the chestnuts were in bloom.', 'She never saw the sea again without thinking of that room.',
  ],
  [
    'We heard the first shots a little after four.', 'My grandmother pushed us under the table and told us to play the silent game.', 'Through the crack in the door I saw boots, then nothing.', 'They took the teacher and the two sons of the baker.', 'For a long time I believed that it was my fault, because I had sneezed.',
    'We walked for nine days with one suitcase and a pot.', 'At the border a soldier gave me half of his bread.', 'I hated him and I ate it.', 'In the camp everybody had a number and a story, and the stories were all the same.', 'My mother learned the new language from a radio.',
    'She repeated every sentence aloud until the people in the next tent banged on the canvas.', 'People ask me whether I have forgiven them.', 'I tell them that I have a daughter, a garden and a bad back.', 'That is as much as I know about peace.', 'When the sirens are tested on Saturdays I still look for the table.',
  ],
  [
    'The dragon was tired of being a dragon.', 'Every spring a new prince came up the hill and shouted the same foolish speech.', '"Release the princess, you monster," they would say, though there was no princess.', 'So the dragon wrote a sign and hung it on the gate.', 'The sign said that visitors should please ring the bell and wait.',
    'Nobody had ever told the princes to wait before, and most of them went home.', 'One of them stayed, because he had a cold and the road was long.', 'They drank soup and spoke about the weather in the north.', '"Pretend that you won," said the dragon, "and I will pretend that I am dead."', 'The prince thought about it while the fire burned down.',
    'He was an honest boy and lying made his ears red.', 'In the end he told the king the whole truth, and the king laughed until his crown fell off.', 'The next year the sign was gone and there was a small inn on the hill.', 'They served soup on weekdays and cake on Sundays.', 'If you pass that way, give the cook my regards.',
  ],
  [
    'So my flatmate, who never pays on time, decided to get a parrot.', 'The damn bird swears like a sailor and wakes up at five.', 'I tried earplugs, I tried a blanket, I even tried jazz.', 'On Tuesday it said "shut up, you idiot" to my mother on the phone.', 'She thought it was me and hung up.',
    'I told him it is the parrot or me, and he needed far too long to think about it.', 'Then he cried and said that it had belonged to his grandfather.', 'What are you supposed to say to that?', 'Now I am teaching it nicer words, one peanut at a time.', 'It says "good morning" and "great job" with a voice like gravel.',
    'My girlfriend finds the whole thing hilarious.', 'The neighbours have started to greet it by name.', 'Rent is still late, of course.', 'But yesterday I came home after a horrible shift and it shouted "well done" across the hall.', 'I hate that it worked.',
  ],
  [
    'When the doctor said the word I looked at the picture on her wall, a boat in fog.', 'I remember the frame better than anything she told me.', 'The first round of treatment was in March, the second in May.', 'I lost my hair, my taste and about a third of my friends.', 'My son drew a chart for the fridge with a sun for each good day.',
    'There were weeks without a single sun.', 'At night I made lists of what I would do if I were given one more year.', 'None of them had anything to do with work.', 'A nurse called Edith taught me to knit, and I was terrible at it.', 'She said that nobody dies of bad knitting.',
    'In autumn the pictures were clean, and I did not know how to be happy.', 'I had forgotten how to plan further than a week.', 'We went to the boat on the wall, or to one just like it.', 'There was no fog at all.', 'I am still afraid before each appointment, and I go.',
  ],
  [
    'The murderer, as it turned out, had been in the room from the beginning.', 'Inspector Falk let his eyes wander from one face to the next.', '"One of you," he said, "told me a lie so small that I almost missed it."', 'The widow did not blink.', 'The nephew asked for a glass of water and spilled most of it.', 'It was the cook who had noticed the second knife.',
    'She had counted them every evening for thirty years.', 'The body had been moved, that was plain from the carpet.', 'Poison first, then the blade, and then the clever business with the clock.', 'Falk turned the hands back to ten and waited for the chime.', 'Nothing happened, for the spring had been cut.', '"Show me your left hand," he told the secretary.',
    'There was a long silence, and somewhere in the house a door fell shut.', 'She confessed in four sentences and asked whether she might finish her tea.', 'He allowed it, and he stayed until the cup was empty.',
  ],
];
