import { expect } from '@jest/globals'
import { readAnswer, Status, type Target } from '../../shared/cli/answers.ts'
import type { ServedStack } from './a-served-stack.ts'
import { digestsIn, push } from './served-account.ts'

/** One `serverless invoke` of a function that takes commands. They are played in this order, each in the world that the ones before left. */
interface Invocation {
  readonly name: string
  /** What must have happened for it to be accepted. */
  readonly before?: (stack: ServedStack) => Promise<unknown>
  readonly payload: object | ((stack: ServedStack) => Promise<object>)
  /** What the function answers, as far as it is looked at. */
  readonly answers: object
  /** What of it is seen elsewhere than in its answer. */
  readonly seen: (stack: ServedStack, answer: Answer) => Promise<void>
}

/** What every answer that is followed further has. */
export interface Answer {
  readonly message: string
  readonly deploymentId?: string
  readonly url?: string
}

const by = 'ann'
const staging = 'api-staging'
const production = 'api-production'

/** What every command needs: one image on staging, and the question whether production may have it. */
export async function begun(stack: ServedStack): Promise<void> {
  expect(await stack.run('longshore resolve')).toMatchObject({ code: 0 })
  await push(stack.endpoint, 'v1.1.0')
  expect(await stack.run(`longshore watch ${staging} --image v1.1.0`)).toMatchObject({ code: 0 })
  await untilAsked(stack)
}

async function statusOf(stack: ServedStack, target: string): Promise<Status & { readonly standing: Target }> {
  const { code, stdout, stderr } = await stack.run(`longshore status ${target} --json`)
  if (code !== 0) throw new Error(`The status of ${target} ended with ${code}: ${stderr}`)
  const status = readAnswer(Status, JSON.parse(stdout), 'status')
  const [standing] = status.targets
  if (!standing) throw new Error(`The status of ${target} told nothing of it.`)
  return { ...status, standing }
}

/** Asks until it stands like that. */
async function untilSeen(stack: ServedStack, target: string, is: (standing: Target) => boolean): Promise<Target> {
  for (;;) {
    const { standing } = await statusOf(stack, target)
    if (is(standing)) return standing
  }
}

async function untilAsked(stack: ServedStack, id?: string): Promise<string> {
  const isAsked = ({ next }: Target) => next?.why === 'approval' && (id ?? next.deploymentId) === next.deploymentId
  const { next } = await untilSeen(stack, production, isAsked)
  return next?.deploymentId ?? ''
}

/** Follows what was asked for to its end. */
async function endsWith(stack: ServedStack, target: string, { deploymentId }: Answer, code: number): Promise<void> {
  const watched = await stack.run(`longshore watch ${target} --deployment ${deploymentId}`)
  expect(watched).toMatchObject({ code })
}

/** What a tag names runs there, and nothing else. */
async function runs(stack: ServedStack, cluster: string, tag: string): Promise<void> {
  const { stdout } = await stack.run(`longshore explain team/api:${tag} --json`)
  const { image } = JSON.parse(stdout)
  expect(await digestsIn(stack.endpoint, cluster)).toEqual([image.digest])
}

export const invocations: readonly Invocation[] = [
  {
    name: 'status',
    payload: { target: production },
    answers: { targets: [{ target: production, next: { why: 'approval' } }] },
    seen: async (stack) => runs(stack, 'staging', 'v1.1.0'),
  },
  {
    name: 'reject',
    payload: async (stack) => ({ target: production, deployment: await untilAsked(stack), reason: 'not today', by }),
    answers: { accepted: true },
    async seen(stack, answer) {
      await endsWith(stack, production, answer, 7)
      const { standing, history = [] } = await statusOf(stack, production)
      expect(standing.next).toBeUndefined()
      expect(history[0]).toMatchObject({ outcome: 'cancelled', reason: 'rejected by ann: not today' })
      await runs(stack, 'production', 'v1.0.0')
    },
  },
  {
    name: 'diff',
    payload: { target: production, image: 'v1.1.0' },
    answers: { target: production, changed: ['app'] },
    seen: async (stack) => expect((await statusOf(stack, production)).standing.next).toBeUndefined(),
  },
  {
    name: 'promote',
    payload: { from: staging, to: production, by },
    answers: { accepted: true, target: production },
    async seen(stack, { deploymentId }) {
      await untilAsked(stack, deploymentId)
      const { next } = (await statusOf(stack, production)).standing
      expect(next).toMatchObject({ trigger: 'promote', promotedFrom: staging, by })
    },
  },
  {
    name: 'approve',
    payload: async (stack) => ({ target: production, deployment: await untilAsked(stack), by }),
    answers: { accepted: true },
    async seen(stack, answer) {
      await endsWith(stack, production, answer, 0)
      await runs(stack, 'production', 'v1.1.0')
    },
  },
  {
    name: 'cancel',
    async before(stack) {
      await push(stack.endpoint, 'v1.2.0', 'no-capacity')
      await untilSeen(stack, staging, ({ phase }) => phase === 'rolling')
    },
    payload: { target: staging, reason: 'the wrong branch', by },
    answers: { accepted: true },
    async seen(stack, answer) {
      await endsWith(stack, staging, answer, 3)
      const { standing, history = [] } = await statusOf(stack, staging)
      expect(history[0]).toMatchObject({ outcome: 'rolled-back' })
      expect(standing.holds).toEqual([expect.stringContaining('cancelled by ann (the wrong branch)')])
      await runs(stack, 'staging', 'v1.1.0')
    },
  },
  {
    name: 'resume',
    payload: { target: staging, by },
    answers: { accepted: true },
    async seen(stack) {
      const { holds } = await untilSeen(stack, staging, ({ deployment }) => deployment?.trigger === 'resume')
      expect(holds).toEqual([])
    },
  },
  {
    name: 'rollback',
    async before(stack) {
      await push(stack.endpoint, 'v1.3.0')
      expect(await stack.run(`longshore watch ${staging} --image v1.3.0`)).toMatchObject({ code: 0 })
    },
    payload: { target: staging, to: 'v1.1.0', by },
    answers: { accepted: true, target: staging },
    async seen(stack, answer) {
      await endsWith(stack, staging, answer, 0)
      expect((await statusOf(stack, staging)).standing.holds).toEqual([expect.stringContaining('rolled back by ann')])
      await runs(stack, 'staging', 'v1.1.0')
    },
  },
  {
    name: 'redeploy',
    payload: { target: staging, image: 'v1.3.0', by },
    answers: { accepted: true, target: staging },
    async seen(stack, answer) {
      await endsWith(stack, staging, answer, 0)
      await runs(stack, 'staging', 'v1.3.0')
    },
  },
  {
    name: 'explain',
    payload: { image: 'team/api:v1.3.0', target: staging },
    answers: { targets: [{ target: staging, takes: false, why: 'runs' }] },
    seen: async (stack) => runs(stack, 'staging', 'v1.3.0'),
  },
  {
    name: 'pause',
    payload: { target: staging, reason: 'lunch', by },
    answers: { accepted: true },
    async seen(stack) {
      const { paused } = await untilSeen(stack, staging, (standing) => standing.paused !== undefined)
      expect(paused).toMatch(/^by ann .*: lunch$/)
    },
  },
  {
    name: 'freeze',
    payload: { target: staging, until: '1h', reason: 'launch', by },
    answers: { accepted: true },
    async seen(stack) {
      const { frozen } = await untilSeen(stack, staging, (standing) => standing.frozen !== undefined)
      expect(frozen).toContain('ann')
    },
  },
  {
    name: 'history',
    payload: { target: staging, outcome: 'rolled-back' },
    answers: { deployments: [{ target: staging, outcome: 'rolled-back' }] },
    async seen(stack) {
      const { history = [] } = await statusOf(stack, staging)
      expect(history.filter(({ outcome }) => outcome === 'rolled-back')).toHaveLength(1)
    },
  },
  {
    name: 'stats',
    payload: { target: staging },
    answers: { scopes: [{ scope: staging }], unreadable: [] },
    seen: async (stack, { message }) =>
      expect((await stack.run(`longshore stats ${staging} --json`)).stdout).toContain(
        JSON.stringify(message).slice(1, 40),
      ),
  },
  {
    name: 'doctor',
    payload: { sendTest: true, by },
    answers: { sent: [{ taken: true }, { taken: true }] },
    seen: async (stack) => runs(stack, 'staging', 'v1.3.0'),
  },
  {
    name: 'prune',
    payload: { apply: true, by },
    answers: { message: expect.stringContaining('Nothing is to be deleted.') },
    seen: async (stack) => runs(stack, 'production', 'v1.1.0'),
  },
  {
    name: 'open',
    payload: {},
    answers: { url: expect.stringMatching(/^http/) },
    async seen(_stack, { url = '' }) {
      const opened = await fetch(url)
      const cookie = opened.headers
        .getSetCookie()
        .map((one) => one.split(';')[0])
        .join('; ')
      const page = await fetch(new URL('/', url), { headers: { cookie } })
      expect({ status: page.status, says: await page.text() }).toEqual({
        status: 200,
        says: expect.stringContaining(staging),
      })
    },
  },
]
