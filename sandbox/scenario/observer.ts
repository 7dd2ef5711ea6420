import type { Sandbox } from '../start-sandbox.ts'
import { callWords, platformWords } from './platform-words.ts'
import { documentOf, type PublishedNotice, type PublishedOutcome } from './published.ts'
import type { ScenarioEvent, SentAnnouncement } from './scenario-event.ts'
import { slackText } from './slack-text.ts'

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
  const ids = new Set<string>()
  const taken = { published: 0, messages: 0, events: 0, calls: 0 }

  function publications(): ScenarioEvent[] {
    const fresh = sandbox.sns.published().slice(taken.published)
    taken.published += fresh.length
    return fresh.flatMap((publication): ScenarioEvent[] => {
      const { at, subject = '', messages } = publication
      const published = documentOf(publication)
      const text = messages['email'] ?? messages['default'] ?? ''
      const document: unknown = JSON.parse(messages['sqs'] ?? '{}')
      const announcement = sending(at, { channel: 'sns', subject, text, document })
      if (ids.has(published.id)) return [announcement]
      ids.add(published.id)
      if (published.kind === 'outcome') outcomes.push(published)
      else notices.push(published)
      return [
        published.kind === 'outcome' ? { at, kind: 'outcome', published } : { at, kind: 'notice', published },
        announcement,
      ]
    })
  }

  function sending(at: number, announcement: SentAnnouncement): ScenarioEvent {
    sent.push({ at, announcement })
    return { at, kind: 'announcement', sent: announcement }
  }

  function messages(): ScenarioEvent[] {
    const fresh = sandbox.slack.messages().slice(taken.messages)
    taken.messages += fresh.length
    return fresh.map((message) =>
      sending(message.at, { channel: 'slack', text: slackText(message), body: message.body }),
    )
  }

  function platform(): ScenarioEvent[] {
    const fresh = sandbox.events.published().slice(taken.events)
    taken.events += fresh.length
    return fresh.flatMap((event): ScenarioEvent[] => {
      const text = platformWords(event)
      return text === undefined ? [] : [{ at: Date.parse(event.time), kind: 'platform', text }]
    })
  }

  function calls(): ScenarioEvent[] {
    const fresh = sandbox.calls.from(taken.calls)
    taken.calls += fresh.length
    return fresh.flatMap((call): ScenarioEvent[] => {
      const text = callWords(call)
      return text === undefined ? [] : [{ at: call.at, kind: 'call', text }]
    })
  }

  return {
    outcomes,
    notices,
    sent,
    look() {
      const fresh = [...calls(), ...platform(), ...publications(), ...messages()]
      for (const event of fresh.sort((a, b) => second(a) - second(b))) tell(event)
    },
  }
}

/** Events carry whole seconds: within one, causes come before what they bring about. */
function second({ at }: ScenarioEvent): number {
  return Math.floor(at / 1000)
}
