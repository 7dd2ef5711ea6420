import type { ActionsBlock, Button, ConfirmationDialog } from '@slack/types'
import type { SlackAction } from '../../config/normalised.ts'
import { type FollowedDocument, isProgress } from '../parse-document.ts'
import type { SlackMessage } from '../slack-blocks.ts'
import { tidy } from '../tidy.ts'
import { namesOf, only } from '../words.ts'
import { actionPrefix, type ButtonValue } from './button-value.ts'

/** The message with the buttons that make sense for what it tells, of those that are allowed. */
export function withButtons(
  message: SlackMessage,
  document: FollowedDocument,
  allowed: readonly SlackAction[] = [],
): SlackMessage {
  const subject = subjectOf(document)
  const actions = sensible(document).filter((action) => allowed.includes(action))
  if (!subject || actions.length === 0) return message
  const block: ActionsBlock = { type: 'actions', elements: actions.map((action) => button(action, subject)) }
  return { ...message, blocks: [...message.blocks, block] }
}

function sensible(document: FollowedDocument): readonly SlackAction[] {
  if (isProgress(document)) {
    if (document.asks !== undefined) return ['approve', 'reject']
    return ['waiting', 'preparing', 'rolling', 'proving'].includes(document.phase) ? ['cancel'] : []
  }
  if (document.kind === 'notice') return document.asks === undefined ? [] : ['approve', 'reject']
  // A first release has nothing before it that could be gone back to.
  return document.outcome === 'succeeded' && document.deployment.from ? ['rollback'] : []
}

/** What is pressed about, and how people call it. */
interface Subject {
  readonly value: ButtonValue
  readonly image: string
}

function subjectOf(document: FollowedDocument): Subject | undefined {
  const { stack, target } = document
  const [deployment, images] =
    isProgress(document) || document.kind === 'outcome'
      ? [document.deployment.id, only(document.deployment.to, document.deployment.changed)]
      : [document.deploymentId, document.images ?? {}]
  if (deployment === undefined) return undefined
  const stage = 'asks' in document ? { stage: document.asks } : {}
  return { value: { stack, target, deployment, ...stage }, image: tidy(namesOf(images), 40) }
}

function button(action: SlackAction, { value, image }: Subject): Button {
  const { text, style, ask } = looks[action]
  return {
    type: 'button',
    action_id: `${actionPrefix}${action}`,
    text: { type: 'plain_text', text },
    ...(style && { style }),
    value: JSON.stringify(value),
    ...(ask && { confirm: confirm(text, ask(value.target, image)) }),
  }
}

/** What stops or undoes something is asked about once more. */
const looks: Readonly<
  Record<
    SlackAction,
    {
      readonly text: string
      readonly style?: 'primary' | 'danger'
      readonly ask?: (target: string, image: string) => Pick<Dialog, 'title' | 'text'>
    }
  >
> = {
  approve: { text: 'Approve', style: 'primary' },
  reject: { text: 'Reject' },
  cancel: {
    text: 'Cancel',
    style: 'danger',
    ask: (target, image) => ({
      title: 'Cancel this deployment?',
      text: `${image} does not stay: ${target} keeps, or goes back to, what was proven last.`,
    }),
  },
  rollback: {
    text: 'Roll back',
    style: 'danger',
    ask: (target, image) => ({
      title: 'Roll back this release?',
      text: `${target} goes back from ${image} to the newest proven release before it.`,
    }),
  },
}

interface Dialog {
  readonly title: string
  readonly text: string
}

function confirm(yes: string, { title, text }: Dialog): ConfirmationDialog {
  const plain = (some: string) => ({ type: 'plain_text' as const, text: some })
  return { title: plain(title), text: plain(text), confirm: plain(yes), deny: plain('Leave it'), style: 'danger' }
}
