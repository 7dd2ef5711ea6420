import { clockTime } from '../scenario/duration.ts'
import type { PublishedOutcome } from '../scenario/published.ts'
import type { BotAct, ScenarioEvent, SentAnnouncement } from '../scenario/scenario-event.ts'
import type { Paint } from './paint.ts'

/** Turns events into the lines of a terminal, with the time since the story began. */
export function createTimeline(paint: Paint): (event: ScenarioEvent) => string[] {
  let start = 0
  const line = (at: number, text: string) => `  ${paint('dim', clockTime(at - start))}  ${text}`

  return (event) => {
    switch (event.kind) {
      case 'begin':
        start = event.at
        return ['', `${paint('bold', event.name)}  ${event.title} ${paint('dim', `(seed ${event.seed})`)}`]
      case 'step':
        return [line(event.at, paint('cyan', event.text))]
      case 'platform':
        return [line(event.at, event.text)]
      case 'call':
        return [line(event.at, paint('dim', `Longshore: ${event.text}`))]
      case 'outcome':
        return [line(event.at, outcomeWords(event.published, paint))]
      case 'notice': {
        const { target, notice, reason } = event.published
        return [line(event.at, paint('yellow', `${target}: ${notice}: ${reason}`))]
      }
      case 'github': {
        const { repository, environment, state, description } = event.status
        return [line(event.at, `GitHub: ${repository} in ${environment} is ${state}: ${description}`)]
      }
      case 'announcement':
        return sentLines(event.sent, (text) => line(event.at, text))
    }
  }
}

const STYLES: Readonly<Record<string, 'green' | 'yellow' | 'red'>> = {
  succeeded: 'green',
  superseded: 'yellow',
  cancelled: 'yellow',
  expired: 'yellow',
}

function outcomeWords({ target, outcome, deployment }: PublishedOutcome, paint: Paint): string {
  const seconds = Math.round((Date.parse(deployment.endedAt) - Date.parse(deployment.startedAt)) / 1000)
  return `${target} ${paint(STYLES[outcome] ?? 'red', outcome)} after ${seconds} s`
}

function sentLines(sent: SentAnnouncement, first: (text: string) => string): string[] {
  if (sent.channel === 'slack') return slackLines(first(slackWords(sent.bot)), sent.text)
  if (sent.channel !== 'end') return []
  // The document that a webhook takes is for machines.
  return sent.text.startsWith('{') ? [first(`${sent.end} is told`)] : slackLines(first(sent.end), sent.text)
}

function slackWords(bot: BotAct | undefined): string {
  if (bot === undefined || bot.act === 'post') return 'Slack'
  return bot.act === 'edit' ? 'Slack, edited' : `Slack, in the thread${bot.broadcast ? ' and the channel' : ''}`
}

function slackLines(first: string, text: string): string[] {
  return [first, ...text.split('\n').map((line) => `            │ ${line}`)]
}
