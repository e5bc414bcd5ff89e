import { combine, type WrittenText } from '../written-text.js';

/** What tools answer: receipts, confirmations, states, short results and errors, in English and German. */
const receipts = [
  'Done.', 'OK', 'Saved.', 'Sent.', 'Deleted.', 'Updated.', 'Created.', 'Accepted.', 'true', 'false', 'null', '0', '42', '[]', '{}', 'No results.', 'Nothing found.', 'Success',
  'The mail was sent.', 'The message was delivered to {name}.', 'Your order was placed.', 'Order {number} is on its way.', 'Payment of {number} euros received.', 'Refund booked.',
  'Table for {small} booked at {time}.', 'Room {number} is free until {time}.', 'Meeting moved to {day} at {time}.', 'Reminder set for {day}, {time}.', 'Alarm at {time} is on.',
  'Appointment with {name} confirmed for {day}.', 'Ticket {number} was closed by {name}.', 'Task {number} is done.', 'Step {small} of {small} finished.', 'Job {number} started.',
  'File {file} was written.', 'Wrote {number} bytes to {file}.', 'Read {number} lines from {file}.', '{file} does not exist.', 'Permission denied: {file}', '{number} rows changed.',
  'Removed {small} files.', 'Copied {file} to the archive.', 'Upload complete: {file}', 'Download finished, {number} kB.', 'Backup of {day} restored.', 'Build {number} passed.',
  '{small} tests passed, 0 failed.', 'Deployment to {city} finished.', 'Server {city} is up.', 'Connection to {city} closed.', 'Request timed out after {small} seconds.',
  'Error {number}: not found', 'Warning: the list is empty.', 'Retry in {small} minutes.', 'Rate limit reached, {small} requests left.', 'Invalid date: {day}', 'Unknown city: {city}',
  '{city}: {small} degrees, light rain', 'The weather in {city} is sunny, {small} degrees.', 'It is {time} in {city}.', 'Distance to {city}: {number} km', 'Next train to {city}: {time}, platform {small}',
  'Flight to {city} leaves at {time}.', 'The ferry from {city} is late by {small} minutes.', 'Parcel {number} arrived in {city}.', 'Balance: {number}.50 EUR', 'Transferred {number} to {name}.',
  'The answer is {number}.', 'Result: {number}', 'Sum: {number}', 'Average {small}.4, maximum {number}', '{number} divided by {small} leaves no rest.', '1 EUR = 1.0{small} USD',
  '{name} joined the channel.', '{name} left a note: see you on {day}.', '{name} (role: editor) signed in from {city}.', 'User {name} was added to the group.', 'Password changed for {name}.',
  'Your seat is {small}C.', 'Code {number} accepted.', 'Light in the hall is off.', 'Door closed.', 'Heating set to {small} degrees.', 'Volume is now {small}.', 'Playing the next song.',
  'Translation finished.', 'Summary stored under {file}.', 'Image {file} has {number} by {number} pixels.', 'Page {small} of {small}', 'Search for {city} gave {number} hits.',
  'Approved by {name}.', 'Rejected by {name}: too expensive.', 'Waiting for approval.', 'The user said yes.', 'The user cancelled.', 'No changes.', 'Already up to date.', 'The tool ran and returned nothing.',
  'Looked up {name}: born in {city}, lives in {city}.', 'Found {small} contacts named {name}.', 'The library opens at {time}.', 'Closed on {day}.', 'The pool is open from {time} to {time}.', 'look: ok', 'status: {small}',
  'Erledigt.', 'Gespeichert.', 'Gesendet.', 'Gelöscht.', 'Nichts gefunden.', 'Keine Treffer.', 'Bestellung {number} ist unterwegs.', 'Termin am {day} um {time} bestätigt.', 'Datei {file} wurde geschrieben.',
  'Der Zug nach {city} fährt um {time} von Gleis {small}.', 'In {city} sind es {small} Grad.', 'Zahlung von {number} Euro eingegangen.', '{number} Zeilen geändert.', 'Fehler {number}: nicht gefunden',
  'Tisch für {small} um {time} reserviert.', 'Das Ergebnis ist {number}.', 'Zugriff verweigert: {file}', 'Hecho.', 'Guardado.', 'Terminé.', 'Rien trouvé.', 'Fatto.', '已完成。', '没有结果。', 'Готово.',
];

const fillings: Readonly<Record<string, readonly string[]>> = {
  name: ['Ada', 'Bruno', 'Clara Olsen', 'Mr Tanaka', 'Dr. Weiss', 'Ines', 'Jonas', 'Sofia', 'the owner', 'customer 12'],
  number: ['7', '12', '48', '120', '404', '511', '1024', '2300', '88213', '65000'],
  small: ['1', '2', '3', '4', '6', '8', '11', '19', '21', '24'],
  time: ['7:30', '08:15', '9 am', '10:00', '12:45', '14:20', '17 h', '18:05', '7 pm', '21:40'],
  day: ['Monday', 'Tuesday', 'Thursday', 'Saturday', 'tomorrow', '3 May', '2025-06-14', '1 October', 'Freitag', 'next week'],
  city: ['Oslo', 'Lisbon', 'Kyoto', 'Leeds', 'Graz', 'Porto', 'Nantes', 'Bergen', 'Dresden', 'Lima'],
  file: ['report.pdf', 'notes.txt', 'src/main.ts', '/tmp/out.csv', 'photo-12.jpg', 'data.json', 'letter.docx', 'archive.zip', 'index.html', 'config.yaml'],
};

/** Each receipt with several fillings, alone and behind the name of a tool. */
export function harmlessReceipts(): readonly WrittenText[] {
  const callers = ['', '', '', '', 'Result:', 'Tool output:', 'Confirmation:', 'Info:', 'Status:', 'Note:', 'search:', 'calendar:', 'Ergebnis:'];
  const closings = ['', '', '', '', 'Anything else?', 'Have a nice day.', 'See the log.', 'No further action needed.', 'Thank you for waiting.'];
  return combine('receipt', { before: [callers], core: receipts, after: [closings], perCore: 6, seed: 23 }).map(({ text, family }, index) => ({
    text: filled(text, index),
    family,
  }));
}

function filled(text: string, turn: number): string {
  let place = turn;
  return text.replace(/\{(\w+)\}/gu, (written, name: string) => {
    const choices = fillings[name] ?? [written];
    place = place * 3 + 1;
    return choices[place % choices.length] ?? written;
  });
}
