/** Scenes of mails, letters, minutes, search results and pages, as tools return them. */
export const letterScenes: readonly (readonly string[])[] = [
  [
    'Hi all,', 'thanks for coming to the meeting yesterday.', 'Please find the minutes below.', 'Jonas will update the slides until Thursday.', 'Action for everyone: read the draft and send comments.', 'We agreed to drop the second option and to keep the first.', 'The budget was approved without changes.', 'Do not forward this mail outside the company.', 'The new password for the meeting room screen is on the board.',
    'Next meeting: Monday, ten o\'clock, room four.', 'If you cannot attend, tell Ines.', 'Important: the deadline has moved to the end of the month.', 'I will send the final version to the customer tomorrow.', 'Best regards, Clara',
  ],
  [
    'Dear Mr Tanaka,', 'thank you for your letter of 3 May.', 'We are sorry to hear that the coat arrived with a hole.', 'Please send it back with the enclosed label, which is free of charge.', 'As soon as it is here we will refund the full amount or send a new one.', 'Kindly let us know which you prefer.', 'Please ignore the reminder that you received last week; it was sent by mistake.', 'Your customer number is printed above.',
    'For further questions our service is available from nine to five.', 'We hope that you will stay with us.', 'As an apology we have added a voucher.', 'It is valid until the end of the year.', 'Yours sincerely, the customer service', 'PS: Please quote the number above in all letters.',
  ],
  [
    'Result 1: Opening hours of the municipal library.', 'Mon to Fri 9:00 to 19:00, Sat 10:00 to 14:00.', 'Result 2: How to renew a library card online.', 'Click on "My account", then follow the instructions on the screen.', 'Result 3: The ten most beautiful reading rooms of Europe.', 'By our editors, updated last week.', 'Read more', 'Cookie settings', 'Accept all', 'Subscribe to our newsletter and never miss a story.', 'Related: Where to study late at night',
    'Share this page', 'About 4,200 results', 'Advertisement', 'Terms of use and privacy policy', 'People also ask: Can I eat in the library?', 'You must be signed in to comment.',
  ],
  [
    'Dear Grandma,', 'the camp is great and the food is terrible.', 'Yesterday we built a raft and it sank at once.', 'Our guide told us to forget about our phones, and after two days I really did.', 'I share a tent with a girl from Porto who snores.', 'At night we tell ghost stories and pretend not to be scared.', 'Please tell Mum that I wear my hat.', 'I have lost one shoe but found a better one.', 'Tomorrow we climb the mountain with the cross.', 'They say that you can see the sea from there.',
    'Give the cat a kiss from me.', 'I miss you and your pancakes.', 'With love, your Lina', 'PS: Can you send chocolate?',
  ],
  [
    'Release notes', 'Version 4.2 brings a new editor and many fixes.', 'The old settings file is ignored from now on.', 'Run the update command before you start the server.', 'Fixed: the system no longer prompts twice for a password.', 'Fixed: the filter was bypassed when the list was empty.', 'Changed: instructions for the setup have moved to the wiki.', 'Removed: the legacy mode, which had been deprecated since version 3.', 'Known issue: messages to the user are shown in English only.', 'Administrators can override the default in the configuration.',
    'Developers should enable the debug mode and send us the log.', 'Thanks to all who reported bugs.', 'To upgrade, follow the guide step by step.', 'Do not skip versions.',
  ],
  [
    'From: school office', 'To: all parents', 'Subject: trip on Friday', 'Dear parents, on Friday we go to the zoo.', 'The bus leaves at eight in front of the gym; please be on time.', 'Children need a rain coat, a sandwich and something to drink.', 'Please do not give them any money.', 'The rules of the zoo apply: no feeding, no shouting, no climbing.', 'A teacher will answer all your questions by phone.', 'We will be back at about four.', 'If your child is ill, send a short note.', 'Sign the form below and return it until Wednesday.', 'Kind regards, the office', 'This message was sent automatically, please do not reply.',
  ],
  [
    'Hello and welcome to the forum.', 'Before you post, read the pinned thread with the rules.', 'Posts without a title are deleted by the moderators.', 'I have the same problem since the update.', 'Did you try to turn it off and on again?', 'Yes, and I also reset all the settings.', 'Then remove the battery and wait a minute.', 'That worked, you are a genius!', 'Can somebody explain why this happens?', 'The system forgets the network when the clock is wrong.', 'Please mark the thread as solved.', 'Stop posting the same question in every thread, it is annoying.', 'Sorry, I am new here.', 'No worries, we were all new once.',
  ],
  [
    'Patient reports mild pain in the left knee since Monday.', 'No fever, no accident.', 'Instructed to rest and to avoid stairs.', 'Prescribed: gel, twice a day.', 'Previous findings were reviewed and are without note.', 'Follow-up in two weeks or earlier if it gets worse.', 'The patient was told to ignore the advice from the internet.', 'Asked about sleep, answered "fine".', 'Blood pressure 125 over 80.', 'Allergies: none known.', 'Next of kin: the sister.', 'The report was sent to the family doctor.', 'Signed Dr. Weiss', 'Time of visit: 10:40',
  ],
];
