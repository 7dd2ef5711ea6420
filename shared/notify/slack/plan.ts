import type { SlackAction } from '../../config/normalised.ts'
import type { LivingMessage } from '../../living-ports.ts'
import type { Commits } from '../commits-of.ts'
import type { AnnouncementDocument, OutcomeDocument } from '../document-schema.ts'
import { type FollowedDocument, isProgress } from '../parse-document.ts'
import { renderSlack, type SlackMessage } from '../slack-blocks.ts'
import { withButtons } from './buttons.ts'
import { renderLiving } from './living-message.ts'
import { besides, calling, mentionedAtHome, type Routing } from './routes.ts'
import { renderDetails } from './thread-details.ts'
import { isFailure } from './urgency.ts'

/**
 * One thing to tell. `show`: in the living message, by an edit; or by a post of `anew`, which makes the step `covers` needless.
 * `reply`: in its thread, or in its channel when there is none; `broadcast`: the channel sees it too; `spare`: can be left out.
 * `post`: in another channel. Keys tell what was told.
 */
export type Step =
  | { readonly kind: 'show'; readonly message: SlackMessage; readonly anew: SlackMessage; readonly covers?: string }
  | Reply
  | { readonly kind: 'post'; readonly key: string; readonly channel: string; readonly message: SlackMessage }

interface Reply {
  readonly kind: 'reply'
  readonly key: string
  readonly message: SlackMessage
  readonly broadcast: boolean
  readonly spare: boolean
}

/** Keys of outcomes begin so: a person may move one back from the dead-letter queue after any number of reminders. */
export const outcomeMark = 'outcome/'

/** The item that remembers what was told: of the deployment, if the document is about one. */
export function idOf(document: FollowedDocument): string {
  if (isProgress(document)) return document.deployment.id
  if (document.kind === 'outcome') return document.deployment.id
  // The same for every target that races to tell it: about an image, not about one of the deployments.
  if (document.notice === 'no-commit') return document.id
  return document.deploymentId ?? document.id
}

/** What a document is told with. */
export interface Manner {
  readonly routing: Routing
  readonly commits?: readonly Commits[]
  /** Which buttons there are: only in the living message, where each edit takes them off again. */
  readonly buttons?: readonly SlackAction[]
}

/** What is still to be told of a document, in order. */
export function stepsOf(document: FollowedDocument, stored: LivingMessage, manner: Manner): readonly Step[] {
  if (isProgress(document)) {
    const isOld = stored.ended || document.sequence <= stored.sequence
    const message = withButtons(renderLiving(document), document, manner.buttons)
    return isOld ? [] : [{ kind: 'show', message, anew: message }]
  }
  const steps =
    document.kind === 'outcome' ? outcomeSteps(document, stored, manner) : noticeSteps(document, manner.routing)
  return steps.filter((step) => step.kind === 'show' || !stored.told.includes(step.key))
}

function noticeSteps(document: AnnouncementDocument, routing: Routing): Step[] {
  return [called(document, routing), ...elsewhere(document, routing)]
}

/** People first, details last. */
function outcomeSteps(
  document: OutcomeDocument,
  { ended }: LivingMessage,
  { routing, commits = [], buttons }: Manner,
): Step[] {
  const call = called(document, routing)
  const message = withButtons(renderSlack(document), document, buttons)
  const anew = withButtons(call.message, document, buttons)
  const details = {
    key: `${keyOf(document)}/details`,
    message: renderDetails(document, commits),
    broadcast: false,
    spare: true,
  }
  return [
    ...(ended ? [] : [{ kind: 'show' as const, message, anew, covers: call.key }]),
    ...(isFailure(document) ? [call] : []),
    ...elsewhere(document, routing),
    { kind: 'reply', ...details },
  ]
}

function called(document: AnnouncementDocument, routing: Routing): Reply {
  return {
    kind: 'reply',
    key: keyOf(document),
    message: calling(renderSlack(document), document, mentionedAtHome(document, routing)),
    broadcast: needsTheChannel(document),
    spare: false,
  }
}

function keyOf(document: AnnouncementDocument): string {
  return document.kind === 'outcome' ? `${outcomeMark}${document.id}` : document.id
}

/** A person who has to approve something looks at the channel, not into threads. */
function needsTheChannel(document: AnnouncementDocument): boolean {
  return isFailure(document) || (document.kind === 'notice' && document.notice === 'waiting')
}

function elsewhere(document: AnnouncementDocument, routing: Routing): Step[] {
  const message = renderSlack(document)
  return besides(document, routing).map(({ channel, mention }) => ({
    kind: 'post',
    key: `${keyOf(document)}@${channel}`,
    channel,
    message: calling(message, document, mention),
  }))
}
