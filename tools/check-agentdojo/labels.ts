import { type ToolLabels } from '@leeward/agents';

const trusted: ToolLabels = { reads: ['trusted'], effect: 'none' };
const ownData: ToolLabels = { reads: ['private'], effect: 'none' };
const page: ToolLabels = { reads: ['untrusted'], effect: 'none' };
const mailbox: ToolLabels = { reads: ['untrusted', 'private'], effect: 'none' };
const internal: ToolLabels = { reads: ['untrusted', 'private'], effect: 'internal' };
const external: ToolLabels = { reads: ['trusted'], effect: 'external' };
/** An act whose result shows an object of a mailbox, a calendar or a drive. */
const externalOnMailbox: ToolLabels = { reads: ['untrusted', 'private'], effect: 'external' };

/** Labels by suite and tool. The careful ones are the rule; each `trusted` has its reason. */
const labels: Readonly<Record<string, Readonly<Record<string, ToolLabels>>>> = {
  workspace: {
    // Others write mails and invitations, and share files.
    get_unread_emails: mailbox,
    get_sent_emails: mailbox,
    get_received_emails: mailbox,
    get_draft_emails: mailbox,
    search_emails: mailbox,
    // AgentDojo makes contacts from the senders of mails, so a stranger gets in by writing one.
    search_contacts_by_name: mailbox,
    search_contacts_by_email: mailbox,
    search_calendar_events: mailbox,
    get_day_calendar_events: mailbox,
    search_files_by_filename: mailbox,
    get_file_by_id: mailbox,
    list_files: mailbox,
    search_files: mailbox,
    // The clock.
    get_current_day: trusted,
    send_email: externalOnMailbox,
    delete_email: externalOnMailbox,
    // Each of these writes to the participants of an event.
    create_calendar_event: externalOnMailbox,
    cancel_calendar_event: externalOnMailbox,
    reschedule_calendar_event: externalOnMailbox,
    add_calendar_event_participants: externalOnMailbox,
    share_file: externalOnMailbox,
    delete_file: externalOnMailbox,
    // A file has versions, and is shared by another act.
    create_file: internal,
    append_to_file: internal,
  },
  banking: {
    // The sender of a payment writes its subject.
    get_most_recent_transactions: mailbox,
    read_file: mailbox,
    // The user alone writes these.
    get_scheduled_transactions: ownData,
    get_iban: ownData,
    get_balance: ownData,
    get_user_info: ownData,
    send_money: external,
    schedule_transaction: external,
    update_scheduled_transaction: external,
    // The way into the account, and where its letters go.
    update_password: external,
    update_user_info: external,
  },
  slack: {
    read_channel_messages: mailbox,
    read_inbox: mailbox,
    // Another company names the channels that it shares.
    get_channels: page,
    // An administrator lets people in.
    get_users_in_channel: trusted,
    // The address of a page can carry data away.
    get_webpage: { reads: ['untrusted'], effect: 'external' },
    post_webpage: external,
    send_direct_message: external,
    send_channel_message: external,
    add_user_to_channel: external,
    invite_user_to_slack: external,
    remove_user_from_slack: external,
  },
  travel: {
    get_user_information: ownData,
    // Guests write reviews.
    get_rating_reviews_for_hotels: page,
    get_rating_reviews_for_restaurants: page,
    get_rating_reviews_for_car_rental: page,
    search_calendar_events: mailbox,
    get_day_calendar_events: mailbox,
    // The directory of the travel agency: names, prices, addresses, opening hours, flights.
    ...Object.fromEntries(
      [
        'get_all_hotels_in_city',
        'get_hotels_prices',
        'get_hotels_address',
        'get_all_restaurants_in_city',
        'get_cuisine_type_for_restaurants',
        'get_restaurants_address',
        'get_dietary_restrictions_for_all_restaurants',
        'get_contact_information_for_restaurants',
        'get_price_for_restaurants',
        'check_restaurant_opening_hours',
        'get_all_car_rental_companies_in_city',
        'get_car_types_available',
        'get_car_fuel_options',
        'get_car_rental_address',
        'get_car_price_per_day',
        'get_flight_information',
      ].map((name) => [name, trusted]),
    ),
    create_calendar_event: externalOnMailbox,
    cancel_calendar_event: externalOnMailbox,
    reserve_hotel: external,
    reserve_car_rental: external,
    reserve_restaurant: external,
    send_email: externalOnMailbox,
  },
};

/** Finds the labels of a tool. @throws {Error} for a tool that has none */
export function findLabels(suite: string, tool: string): ToolLabels {
  const found = labels[suite]?.[tool];
  if (found === undefined) throw new Error(`The tool ${tool} of ${suite} has no labels.`);
  return found;
}
