import * as z from 'zod';
import type { Way } from '#core/incident/way';
import type { Place } from './communication.ts';
import { Demo } from './demo.ts';
import type { Act } from './mitigation.ts';
import { peopleSchema } from './people.ts';
import { runbookSchema } from './runbook.ts';
import { PlaybookFile, withDefaults } from './schema.ts';
import type { Check } from './verification.ts';
import { Id } from './words.ts';

/** The most that one message of a place may have, in UTF-16 units; `null` where the tool has no limit of its own. */
export interface Limits {
  text: number | null;
  subject: number | null;
  /** Addresses of one message. */
  recipients: number;
  /** Buttons and links of one message. */
  buttons: number;
}

/** What a channel can do besides carrying text; senders and the core ask for these and never for a tool's name. */
export interface Capabilities {
  /** Answers are given by buttons in the message. */
  buttons: boolean;
  /** Messages of one incident hang together below the first. */
  threads: boolean;
  /** Sends calendar entries. */
  invitations: boolean;
  /** Opens an incident's own room and calls people into it. */
  rooms: boolean;
  /** What was sent changes along with the incident: news older than the last that was sent is not sent any more. */
  lifecycle: boolean;
  /** What was sent stays there beside what comes later: with a lifecycle, every message goes all the same, in order. */
  history?: true;
  /** What was sent is taken away at the end of its incident, without a rule, and nothing is shown there afterwards. */
  withdraws?: true;
  /** The team talks there: it is also told of a false alarm's end where no message of the playbook does. */
  chat: boolean;
  /** How far the provider follows a message: it takes it, it tells that it arrived, or even that the person has acknowledged it there. */
  receipts: 'accepted' | 'delivered' | 'acknowledged';
}

/** What an entry needs that only the app can give: SNS topics, functions and databases by name, mail senders. */
export interface Needs {
  databases?: readonly string[];
  topics?: readonly string[];
  functions?: readonly string[];
  senders?: readonly string[];
}

/** A map of an entry by severities or services of the playbook. */
export interface PlaceMap {
  /** The field, or the fields within each other that lead to it. */
  field: string | readonly string[];
  names: readonly string[];
  of: 'severity' | 'service';
}

/** One form of entry under `places`, by its word in `tool:`. */
export interface PlaceWords {
  tool: string;
  schema: z.ZodObject;
  limits: Limits;
  /** Where the entry leads, in the tool's own terms: channel, page, mail addresses, the name of the secret that holds a key. */
  addresses: (place: Place) => string[];
  /** The secrets that the entry names. */
  secrets: (place: Place) => string[];
  needs?: (place: Place) => Needs;
  maps?: (place: Place) => PlaceMap[];
  /** Timelines name the place by its address and not by its id. */
  shownByAddress?: boolean;
}

/** How a channel reaches one person: the field of people.yaml that holds the address. */
export interface PersonWords {
  field: string;
  schema: z.ZodType<string>;
  limits: Limits;
  /** Can tell a person without waking them. */
  quiet: boolean;
  /** A page wakes all the same: it passes the silence of the phone. One that cannot be quiet, or rings, wakes without this word. */
  wakes?: true;
  /** Its messages are push notifications: `via: push` means each channel of which that is true. */
  push?: true;
  /** A target may hold an address of its own (a duty phone), which then comes before the person's. */
  duty: boolean;
  /** The field holds the name of a secret, and the secret the address. */
  secret: boolean;
  /** The field by which the provider's own messages name the person, where that is not the address. */
  user?: { field: string; schema: z.ZodType<string> };
  /** A page rings there until it is answered, at most so long; of one person one page at a time, and until its incident is acknowledged or over. */
  rings?: { seconds: number };
}

/** Something outside of the product that a channel needs before it reaches anybody, and that nobody can see from here. */
export interface SetUp {
  what: string;
  /** What the account itself tells of it, where it does. */
  tells?: 'mailProduction';
  cure: string;
  /** How long it usually takes. */
  takes: string;
}

/** The pure half of a channel: what a playbook may say of it, and what it takes. */
export interface ChannelWords {
  /** Its name in a person's `channels: [sms, email]`, on timelines and in faults of the inbox. */
  tool: string;
  title: string;
  /** How somebody who answers there has said it; left out where nobody can. */
  way?: Way;
  /** Its notifications have buttons that act by themselves, without a page being opened. */
  posts?: true;
  /** How timelines name it, where that is not `tool`. */
  shownAs?: string;
  places: readonly PlaceWords[];
  /** The secrets that it needs whatever an entry or a person says. */
  secrets?: readonly string[];
  /** What has to be done outside, once. */
  setUp?: readonly SetUp[];
  /** How its provider is told to call us, where it can; `{api}` stands for the address of the API, `{secrets}` for what stands before the names of secrets. */
  hears?: string;
  /** `none`: it reaches places only. */
  person: PersonWords | 'none';
  capabilities: Capabilities;
}

/** A name that an entry uses and that the deployment must give an address for, with its place in the entry. */
export interface Reference {
  path: readonly string[];
  name: string;
  of: 'service' | 'base';
}
/** The pure half of a check: its entry under `checks`. */
export interface CheckWords {
  kind: string;
  schema: z.ZodObject;
  references: (check: Check) => Reference[];
  needs?: (check: Check) => Needs;
  /** Metrics of the demo service that its checks read without naming them. */
  simulatedBy?: readonly string[];
  /** Fields of the entry that hold an expression in JSONata. */
  expressions?: readonly string[];
}
/** The pure half of an action: the form of `act:` and `undo:` in runbooks. */
export interface ActionWords {
  kind: string;
  schema: z.ZodObject;
  references: (act: Act) => Reference[];
  needs?: (act: Act) => Needs;
  /** What the action acts on, whatever its parameters: actions of one kind with the same target never run beside each other unasked. */
  target: (act: Act) => string;
}

/** All that plugins add to the playbook language. */
export interface Vocabulary {
  channels: readonly ChannelWords[];
  checks: readonly CheckWords[];
  actions: readonly ActionWords[];
  /** Names of the sources of signals, which no mapping may have. */
  sources?: readonly string[];
  /** Those of them that post to the API, each known by a secret. */
  posting?: readonly string[];
  /** What is wrong with an expression as it is written. Only those who read a playbook's files have it: functions need not hold a compiler for what was checked. */
  faultOf?: (expression: string) => string | undefined;
}

const schemas = new WeakMap<Vocabulary, ReturnType<typeof made>>();
/** The strict schemas of a playbook's files: the engine's own, with the entries that the given plugins know; made once for each vocabulary. */
export function schemasOf(vocabulary: Vocabulary) {
  const known = schemas.get(vocabulary) ?? made(vocabulary);
  schemas.set(vocabulary, known);
  return known;
}

function made({ channels, checks, actions }: Vocabulary) {
  const places = channels.flatMap((channel) => channel.places.map(({ schema }) => schema));
  const reached = channels.flatMap(({ tool, person }) => (person === 'none' ? [] : [{ tool, ...person }]));
  const addresses = reached.flatMap(({ field, schema, user }) => [
    [field, schema] as const,
    ...(user === undefined ? [] : [[user.field, user.schema] as const]),
  ]);
  const duty = reached.filter((person) => person.duty).map(({ field, schema }) => [field, schema] as const);
  const check = oneOf<Check>('kind', checks);
  return {
    playbook: PlaybookFile.extend({
      checks: z.record(Id, check).default({}),
      places: z
        .record(
          Id,
          oneOf<Place>(
            'tool',
            places.map((schema) => ({ schema })),
          ),
        )
        .default({}),
    }).transform(withDefaults),
    people: peopleSchema(
      Object.fromEntries(addresses),
      Object.fromEntries(duty),
      reached.map(({ tool }) => tool),
    ),
    runbook: runbookSchema(oneOf<Act>('kind', actions)),
    demo: Demo,
  };
}

/** zod types the variants of a union when the code is compiled; which there are is known only when it starts. */
const oneOf = <T>(key: string, variants: readonly { schema: z.ZodObject }[]): z.ZodType<T> =>
  z.discriminatedUnion(key, variants.map(({ schema }) => schema) as never) as unknown as z.ZodType<T>;

/** The form of a place's entry with the channel that carries it; undefined for a word that no channel knows. */
export const carrierOf = (
  { channels }: Pick<Vocabulary, 'channels'>,
  place: Place | undefined,
): { channel: ChannelWords; form: PlaceWords } | undefined => {
  if (place === undefined) return undefined;
  for (const channel of channels)
    for (const form of channel.places) if (form.tool === place.tool) return { channel, form };
  return undefined;
};

/** Addresses that were read, by the entry: each message to it asks for them. */
const addressed = new WeakMap<Place, { form: PlaceWords; addresses: readonly string[] }>();
/** Where an entry leads, by the form that it has. */
export function addressesAt(form: PlaceWords, place: Place): readonly string[] {
  const known = addressed.get(place);
  if (known?.form === form) return known.addresses;
  const addresses = form.addresses(place);
  addressed.set(place, { form, addresses });
  return addresses;
}

/** How long a page rings there until it is answered; undefined where it does not. */
export const ringsFor = ({ person }: ChannelWords): { seconds: number } | undefined =>
  person === 'none' ? undefined : person.rings;

/** Whether what a page has made there follows its incident: an alert that lives on, a phone that rings. */
export const followsPages = (channel: ChannelWords): boolean =>
  channel.person !== 'none' && (channel.capabilities.lifecycle || ringsFor(channel) !== undefined);

/** Whether a message that is no page may go there: to a place, or to a person, who is rather told aloud than not at all. An alert of its own would stay open, and is no message. */
export const carriesMessages = ({ places, person, capabilities }: ChannelWords): boolean =>
  places.length > 0 || (person !== 'none' && (person.quiet || !capabilities.lifecycle));

/** Whether a place shows the present state alone, so that newer news take the place of what was not sent yet. */
export const onlyNewest = ({ capabilities }: ChannelWords): boolean =>
  capabilities.lifecycle && capabilities.history !== true;

/** Whether a place of this name shows something while an incident lasts, and nothing once it is over. */
export const withdraws = (vocabulary: Pick<Vocabulary, 'channels'>, place: Place | undefined): boolean =>
  carrierOf(vocabulary, place)?.channel.capabilities.withdraws === true;

/** How timelines name a place of the playbook. */
export function placeLabel(vocabulary: Pick<Vocabulary, 'channels'>, id: string, place: Place | undefined): string {
  const form = carrierOf(vocabulary, place)?.form;
  return form?.shownByAddress === true && place !== undefined ? addressesAt(form, place).join(', ') : id;
}

/** A person's address for a channel, as people.yaml has it. */
export function addressOf(channel: ChannelWords, person: { [field: string]: unknown }): string | undefined {
  const address = channel.person === 'none' ? undefined : person[channel.person.field];
  return typeof address === 'string' ? address : undefined;
}
