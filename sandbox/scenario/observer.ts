import type { Sandbox } from '../start-sandbox.ts'
import { placeKey } from './other-places.ts'
import { callWords, platformWords } from './platform-words.ts'
import { documentOf, type PublishedNotice, type PublishedOutcome } from './published.ts'
import type { BotAct, ScenarioEvent, SentAnnouncement } from './scenario-event.ts'
import { slackText } from './slack-text.ts'
import type { Place } from './stack-of.ts'
import { webWords } from './web-words.ts'

/** What was published and sent so far, each announcement once in `outcomes` and `notices`. */
export interface Seen {
  readonly outcomes: readonly PublishedOutcome[]
  readonly notices: readonly PublishedNotice[]
  /** As sent, doubles too. */
  readonly sent: readonly { readonly at: number; readonly announcement: SentAnnouncement }[]
}

export interface Observer extends Seen {
  /** Takes in what happened since the last look, and tells it in order of time. */
  readonly look: () => void
}

/** Reads a world through what it published, sent and logged. */
export function createObserver(sandbox: Sandbox, tell: (event: ScenarioEvent) => void): Observer {
  const outcomes: PublishedOutcome[] = []
  const notices: PublishedNotice[] = []
  const sent: { at: number; announcement: SentAnnouncement }[] = []
  const sources = [
    callsOf(sandbox),
    platformOf(sandbox),
    requestsOf(sandbox),
    publicationsOf(sandbox),
    messagesOf(sandbox),
    postsOf(sandbox),
    botWritesOf(sandbox),
    statusesOf(sandbox),
  ]

  function keep(event: ScenarioEvent): void {
    if (event.kind === 'outcome') outcomes.push(event.published)
    else if (event.kind === 'notice') notices.push(event.published)
    else if (event.kind === 'announcement') sent.push({ at: event.at, announcement: event.sent })
  }

  return {
    outcomes,
    notices,
    sent,
    look() {
      const fresh = sources.flatMap((source) => source())
      for (const event of fresh.sort((a, b) => second(a) - second(b))) {
        keep(event)
        tell(event)
      }
    },
  }
}

/** What came since it was asked last. */
type Source = () => ScenarioEvent[]

function since<Item>(from: (index: number) => readonly Item[], eventsOf: (item: Item) => ScenarioEvent[]): Source {
  let taken = 0
  return () => {
    const fresh = from(taken)
    taken += fresh.length
    return fresh.flatMap(eventsOf)
  }
}

function callsOf({ calls }: Sandbox): Source {
  return since(calls.from, (call) => {
    const text = callWords(call)
    return text === undefined ? [] : [{ at: call.at, kind: 'call', text }]
  })
}

function platformOf({ events, world }: Sandbox): Source {
  return since(
    (index) => events.published().slice(index),
    (event) => {
      const text = platformWords(event)
      const where = isSamePlace(event, world) ? '' : `${placeKey(event)}: `
      return text === undefined ? [] : [{ at: Date.parse(event.time), kind: 'platform', text: `${where}${text}` }]
    },
  )
}

function isSamePlace(one: Place, other: Place): boolean {
  return placeKey(one) === placeKey(other)
}

/** Of many requests that are answered alike the first. */
function requestsOf({ images }: Sandbox): Source {
  const before = new Map<string, string>()
  return since(
    (index) => images.web.requests().slice(index),
    (request) => {
      const text = webWords(request)
      if (before.get(request.path) === text) return []
      before.set(request.path, text)
      return [{ at: request.at, kind: 'platform', text }]
    },
  )
}

function publicationsOf({ sns }: Sandbox): Source {
  const ids = new Set<string>()
  return since(
    (index) => sns.published().slice(index),
    (publication) => {
      // Followers' own topic: what they made of it is seen where they told it.
      if (publication.topicArn.endsWith('-progress')) return []
      const { at, subject = '', messages } = publication
      const published = documentOf(publication)
      const text = messages['email'] ?? messages['default'] ?? ''
      const document: unknown = published ? JSON.parse(messages['sqs'] ?? '{}') : {}
      const announcement: ScenarioEvent = {
        at,
        kind: 'announcement',
        sent: { channel: 'sns', subject, text, document },
      }
      if (!published || ids.has(published.id)) return [announcement]
      ids.add(published.id)
      const first: ScenarioEvent =
        published.kind === 'outcome' ? { at, kind: 'outcome', published } : { at, kind: 'notice', published }
      return [first, announcement]
    },
  )
}

function messagesOf({ slack }: Sandbox): Source {
  return since(
    (index) => slack.messages().slice(index),
    (message) => {
      const sent: SentAnnouncement = { channel: 'slack', text: slackText(message), body: message.body }
      return [{ at: message.at, kind: 'announcement', sent }]
    },
  )
}

function botWritesOf({ slack }: Sandbox): Source {
  return since(
    (index) => slack.botWrites().slice(index),
    ({ at, message, version }) => {
      const { channel: place, ts, thread, broadcast, versions } = message
      const body = versions[version]?.body ?? {}
      const act = thread === undefined ? 'post' : 'reply'
      const bot: BotAct = {
        ...{ act: version > 0 ? 'edit' : act, place, ts, broadcast },
        ...(thread === undefined ? {} : { thread }),
      }
      const sent: SentAnnouncement = { channel: 'slack', text: slackText({ body }), body, bot }
      return [{ at, kind: 'announcement', sent }]
    },
  )
}

function postsOf({ ends }: Sandbox): Source {
  return since(
    (index) => ends.taken().slice(index),
    ({ at, end, text, body }) => [{ at, kind: 'announcement', sent: { channel: 'end', end, text, body } }],
  )
}

function statusesOf({ github }: Sandbox): Source {
  return since(
    (index) => github.told().slice(index),
    ({ deployment, status }) => {
      const { repository, ref, environment } = deployment
      const { at, state, description } = status
      return [{ at, kind: 'github', status: { repository, ref, environment, state, description } }]
    },
  )
}

/** Events carry whole seconds: within one, causes come before what they bring about. */
function second({ at }: ScenarioEvent): number {
  return Math.floor(at / 1000)
}
