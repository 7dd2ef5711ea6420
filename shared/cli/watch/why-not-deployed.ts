import { type Deployment, Explained, readAnswer, Status } from '../answers.ts'
import { askStack } from '../ask-stack.ts'
import type { Watch } from './watch-target.ts'

/** Why nothing is seen of an image. */
type Why =
  /** Its event may still come, or is found by the next look at the registry. */
  | { readonly kind: 'wait'; readonly words: string }
  | { readonly kind: 'runs-already'; readonly words: string }
  | { readonly kind: 'not-deployed'; readonly words: string }
  /** It was deployed before, and how that ended is why it is left alone. */
  | { readonly kind: 'ended'; readonly deployment: Deployment }

/** Asks why a target does nothing about an image. */
export async function whyNotDeployed(watch: Watch, digest: string, status: Status): Promise<Why> {
  const { context, target } = watch
  const answer = await askStack(context, 'explain', { image: digest, target })
  const { targets } = readAnswer(Explained, answer, 'explain')
  const running = targets.find(({ why }) => why === 'runs')
  if (running) return { kind: 'runs-already', words: `${target} runs this image already.` }
  const past = (status.history ?? []).find(({ images }) =>
    Object.values(images).some((image) => image.digest === digest),
  )
  const isLast = past !== undefined && past.id === status.history?.[0]?.id
  if (past && (isLast || targets.some(({ why }) => why === 'held'))) {
    const asked = await askStack(context, 'status', { target, deployment: past.id })
    const { deployment } = readAnswer(Status, asked, 'status')
    // What succeeded once and is left alone now was gone back from, or overtaken: that is no success.
    if (deployment?.outcome !== undefined && deployment.outcome !== 'succeeded') return { kind: 'ended', deployment }
  }
  const taking = targets.find(({ takes }) => takes)
  if (taking)
    return { kind: 'wait', words: `${target} will take this image (${taking.because}); nothing of it is seen yet.` }
  const whys = [...new Set(targets.map(({ container, because }) => `${container}: ${because}`))]
  return { kind: 'not-deployed', words: `${target} does not deploy this image: ${whys.join('; ')}.` }
}
