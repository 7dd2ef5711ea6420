import type { Images, Status } from '../answers.ts'

/** What a watch follows: a deployment by its id, that of an image, or whatever is under way. */
export type Followed =
  | { readonly kind: 'deployment'; readonly id: string }
  | { readonly kind: 'image'; readonly digest: string }
  | { readonly kind: 'any' }

/** How what is followed stands. */
export type Seen =
  | { readonly kind: 'under-way'; readonly id: string }
  | {
      readonly kind: 'waiting'
      readonly id: string
      /** In words. */
      readonly waitsFor: string
      /** Set when nothing but a person lets it begin, or a time beyond any patience: why. */
      readonly until?: string
      readonly isPaused: boolean
    }
  | { readonly kind: 'ended'; readonly id: string }
  | { readonly kind: 'nothing' }

/**
 * Looks for what is followed in the status of its target. `over`: deployments that ended before or were given up, which are no
 * answer any more.
 */
export function lookFor(followed: Followed, { targets, history = [] }: Status, over: ReadonlySet<string>): Seen {
  const [target] = targets
  const { deployment, next, waitsFor = 'the deployment in progress' } = target ?? {}
  const wanted = (id: string, images: Images): boolean => !over.has(id) && isWanted(followed, id, images)
  if (deployment && wanted(deployment.id, deployment.images)) return { kind: 'under-way', id: deployment.id }
  if (next && wanted(next.deploymentId, next.images)) {
    const until = next.why === 'freeze' ? next.frozenUntil : undefined
    const about = { id: next.deploymentId, waitsFor, isPaused: next.why === 'stopped' }
    return { kind: 'waiting', ...about, ...(until === undefined ? {} : { until }) }
  }
  const past = history.find(({ id, images }) => followed.kind !== 'any' && wanted(id, images))
  return past ? { kind: 'ended', id: past.id } : { kind: 'nothing' }
}

function isWanted(followed: Followed, id: string, images: Images): boolean {
  if (followed.kind === 'any') return true
  if (followed.kind === 'deployment') return id === followed.id
  return Object.values(images).some(({ digest }) => digest === followed.digest)
}
